"""An independent decoder of animated GIFs: frames(path) yields each frame as rows of (r, g, b)."""


def unpack(data, first_bits):
    clear, size = 1 << first_bits, first_bits + 1
    table, out, bits, pending, last = None, bytearray(), 0, 0, None
    for byte in data:
        bits |= byte << pending
        pending += 8
        while pending >= size:
            code, bits, pending = bits & (1 << size) - 1, bits >> size, pending - size
            if code == clear:
                table, size, last = [bytes([i]) for i in range(clear)] + [b"", b""], first_bits + 1, None
                continue
            if code == clear + 1:
                return bytes(out)
            if last is not None:
                table.append(last + (table[code] if code < len(table) else last)[:1])
            last = table[code]
            out += last
            if len(table) == 1 << size and size < 12:
                size += 1
    raise ValueError("no end of the data")


def frames(path):
    data = open(path, "rb").read()
    assert data[:6] == b"GIF89a"
    wide, high = (int.from_bytes(data[k:k + 2], "little") for k in (6, 8))
    colours = 2 << (data[10] & 7)
    palette = [tuple(data[13 + 3 * k:16 + 3 * k]) for k in range(colours)]
    at, canvas, clear = 13 + 3 * colours, [None] * (wide * high), None
    while data[at] != 0x3B:
        if data[at] == 0x21:
            if data[at + 1] == 0xF9:
                clear = data[at + 6] if data[at + 3] & 1 else None
            at += 2
        else:
            assert data[at] == 0x2C and data[at + 9] == 0
            bits, packed, k = data[at + 10], bytearray(), at + 11
            while data[k]:
                packed += data[k + 1:k + 1 + data[k]]
                k += 1 + data[k]
            pixels = unpack(packed, bits)
            assert len(pixels) == wide * high, len(pixels)
            canvas = [old if p == clear else palette[p] for p, old in zip(pixels, canvas)]
            yield [canvas[row * wide:(row + 1) * wide] for row in range(high)]
            at += 11
        while data[at]:
            at += 1 + data[at]
        at += 1
