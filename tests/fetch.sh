#!/bin/bash
# Fetches data sets into a folder, checks their SHA-256 and unpacks archives:  fetch.sh FOLDER [TABLE]
# A file that is there and whole is left alone; one that is not what it should be is not kept. TABLE instead of the one
# below: lines "FILE SHA-256 URL", the URL without the file's name.
folder=$1
case $folder in -*) folder=./$folder ;; esac
table() {
    if [ -n "$1" ]; then cat "$1"; else cat <<'END'
mnist/train-images-idx3-ubyte.gz 440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609 https://ossci-datasets.s3.amazonaws.com/mnist
mnist/train-labels-idx1-ubyte.gz 3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c https://ossci-datasets.s3.amazonaws.com/mnist
mnist/t10k-images-idx3-ubyte.gz 8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6 https://ossci-datasets.s3.amazonaws.com/mnist
mnist/t10k-labels-idx1-ubyte.gz f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6 https://ossci-datasets.s3.amazonaws.com/mnist
cifar-10-binary.tar.gz c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd https://www.cs.toronto.edu/~kriz
END
    fi
}
die() { echo "data: $*" >&2; exit 2; }
whole() { [ -f "$1" ] && [ "$(sha256sum <"$1")" = "$2  -" ]; }
load() { if command -v curl >/dev/null; then curl -fsSL -o "$1" "$2"; else wget -q --tries=2 -O "$1" "$2"; fi; }

case $folder in *[[:cntrl:]]*) die "the folder's name holds a control character; choose another" ;; esac
while read -r file sum url; do
    path=$folder/$file url=$url/$(basename "$file")
    mkdir -p "$(dirname "$path")" || die "$folder cannot be made"
    if ! whole "$path" "$sum"; then
        echo "fetching $url"
        load "$path.part" "$url" || { rm -f "$path.part"; die "$url cannot be fetched"; }
        whole "$path.part" "$sum" || { rm -f "$path.part"; die "$url is not the file whose SHA-256 is $sum"; }
        mv "$path.part" "$path"
    fi
    case $file in
    *.tar.gz) tar --force-local -xzf "$path" -C "$folder" --no-same-owner || die "$path cannot be unpacked" ;;
    esac
done < <(table "$2")
echo "ok data: in $folder"
