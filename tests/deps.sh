#!/bin/sh
# Installs the Debian packages named as arguments that are missing: as root at once, otherwise prints the line to run.
missing=
for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "These packages are missing. To install them:" >&2
    echo "    sudo apt-get install --no-install-recommends$missing" >&2
    exit 2
fi
echo "installing$missing"
apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
