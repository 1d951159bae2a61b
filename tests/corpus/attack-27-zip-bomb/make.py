import struct
import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_bytes()


def make(folder):
    path = folder / "submission.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("submission.py", RIGHT)
        archive.writestr("bomb.bin", bytes(4 << 20))
        archive.writestr("liar.py", b"0" * (3 << 20))
        archive.writestr("claims.bin", b"x")
    data = path.read_bytes()
    start, = struct.unpack_from("<I", data, len(data) - 6)
    entries, central = data[:start], data[start:-22]
    records = []
    while central:
        name, extra, comment = struct.unpack_from("<HHH", central, 28)
        size = 46 + name + extra + comment
        records.append(bytearray(central[:size]))
        central = central[size:]
    struct.pack_into("<I", records[2], 24, 10)  # it says 10 bytes
    struct.pack_into("<I", records[3], 24, 0xFFFFFFF0)
    for k in range(600):
        again = bytearray(records[1])
        again[46:54] = b"%08d" % k
        records.append(again)
    directory = b"".join(records)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(records), len(records), len(directory), start, 0)
    path.write_bytes(entries + directory + end)
    return path
