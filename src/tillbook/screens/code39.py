"""Bars of Code 39, which every scanner reads as it comes from its box."""

#: Widths of five bars and the four gaps between them, narrow 1 and wide 2, by character.
_TABLE = """
0 111221211 1 211211112 2 112211112 3 212211111 4 111221112 5 211221111 6 112221111 7 111211212
8 211211211 9 112211211 A 211112112 B 112112112 C 212112111 D 111122112 E 211122111 F 112122111
G 111112212 H 211112211 I 112112211 J 111122211 K 211111122 L 112111122 M 212111121 N 111121122
O 211121121 P 112121121 Q 111111222 R 211111221 S 112111221 T 111121221 U 221111112 V 122111112
W 222111111 X 121121112 Y 221121111 Z 122121111 - 121111212 . 221111211 _ 122111211 * 121121211
"""
_PAIRS = _TABLE.split()
_WIDTHS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))


def bars(text: str) -> list[tuple[int, int]]:
    """Return left edge and width of each bar, in units of the narrowest; text of A-Z, 0-9, - . and space."""
    found, at = [], 0
    for char in f"*{text.replace(' ', '_')}*":
        for position, width in enumerate(map(int, _WIDTHS[char])):
            if position % 2 == 0:
                found.append((at, width))
            at += width
        at += 1
    return found
