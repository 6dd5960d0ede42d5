"""Literals, enumerators and sizes."""

from __future__ import annotations

from tests.cmachine.tables.case import Case

CASES = (
    Case(
        "literals",
        "",
        {
            "0": 0,
            "010": 8,
            "0x10": 16,
            "0b101": 5,
            "0XfF": 255,
            "1u - 2": 0xFFFFFFFF,
            "1ul - 2": 0xFFFFFFFFFFFFFFFF,
            "1LL << 40": 1 << 40,
            "sizeof(1)": 4,
            "sizeof(0x80000000)": 4,
            "sizeof(2147483648)": 8,
            "sizeof(1L)": 8,
            "sizeof(1ULL)": 8,
            "sizeof('a')": 4,
            "0x80000000 > 0": 1,
            "-0x80000000 > 0": 1,
            "0xffffffffffffffff > 0": 1,
            "'a'": 97,
            "'\\n'": 10,
            "'\\0'": 0,
            "'\\\\'": 92,
            "'\\''": 39,
            "'\"'": 34,
            "'\\x41'": 65,
            "'\\xff'": -1,
            "'\\377'": -1,
            "'\\101'": 65,
            "'ab'": 0x6162,
            "'\\e'": 27,
            'sizeof("abc")': 4,
            'sizeof("abc" "de")': 6,
            'sizeof("\\0\\0")': 3,
            'sizeof("\\x41" "B")': 3,
            '"abc"[1]': 98,
            '"a\\tb"[1]': 9,
            '"\\377"[0]': -1,
            '*"xyz"': 120,
            '"abc"[3]': 0,
            '"say \\"hi\\""[4]': 34,
            '"\\1234"[1]': 52,
            'strlen("a (x) - b")': 9,
            'strlen("typeof(int)")': 11,
            'strlen("case 1 ... 2:")': 13,
            'strlen("/* no comment */")': 16,
            'strlen("// none")': 7,
            'strlen("é")': 2,
            '"é"[0]': -61,
            'strlen("' + "\\\n" + 'ab")': 2,
        },
    ),
    Case(
        "enumerators",
        """
        enum small { SA, SB, SC = 10, SD };
        enum signed_values { NEGATIVE = -1, ZERO, POSITIVE };
        enum big { BIG = 0x80000000, BIGGER = 0xffffffff, LITTLE = 1 };
        enum huge { HUGE_ONE = 1ULL << 40, HUGE_TWO, TINY = 3 };
        enum from { FROM = SD + 1, SIZE = sizeof(enum small), SHIFTED = 1 << 4, CHARACTER = 'A',
            MASK = ~0xf };
        enum { ANONYMOUS = SC > SB ? 7 : 8, };
        typedef enum Named { NAMED_A = 4, NAMED_B = NAMED_A | 1 } Named;
        static enum small held = SC; static enum big big = BIGGER; static Named named = NAMED_B;
        static enum signed_values negative = NEGATIVE;
        static int local(void) { enum { INNER = 5, INNER_NEXT }; enum tag { TAGGED = 9 } e = TAGGED;
            return INNER_NEXT * 10 + e; }
        """,
        {
            "SA": 0,
            "SD": 11,
            "NEGATIVE": -1,
            "POSITIVE": 1,
            "BIG": 0x80000000,
            "BIGGER": 0xFFFFFFFF,
            "BIGGER + 1": 0,
            "LITTLE - 2": -1,
            "HUGE_ONE": 1 << 40,
            "HUGE_TWO": (1 << 40) + 1,
            "sizeof(enum huge)": 8,
            "sizeof(HUGE_TWO)": 8,
            "sizeof(TINY)": 4,
            "sizeof(enum small)": 4,
            "sizeof(BIG)": 4,
            "FROM": 12,
            "SIZE": 4,
            "SHIFTED": 16,
            "CHARACTER": 65,
            "MASK": -16,
            "ANONYMOUS": 7,
            "NAMED_B": 5,
            "held": 10,
            "held - 11": 0xFFFFFFFF,
            "big": 0xFFFFFFFF,
            "named == NAMED_B": 1,
            "negative": -1,
            "negative < 0": 1,
            "local()": 69,
        },
    ),
    Case(
        "sizes",
        """
        struct mixed { char a; int b; char c; uint64_t d; uint16_t e; };
        struct packed_fields { uint32_t a : 4; uint32_t b : 12; uint32_t c : 16; uint8_t d; };
        union either { uint8_t bytes[12]; uint64_t word; };
        typedef int vector[5];
        struct nested { struct mixed first; union either second; vector third; };
        static struct nested object; static int matrix[3][7]; static struct mixed *pointer;
            static vector typed;
        """,
        {
            "sizeof(char)": 1,
            "sizeof(bool)": 1,
            "sizeof(short)": 2,
            "sizeof(long long)": 8,
            "sizeof(void *)": 8,
            "sizeof(int (*)(void))": 8,
            "sizeof(int[3])": 12,
            "sizeof(char *[4])": 32,
            "sizeof(struct mixed)": 32,
            "sizeof(struct packed_fields)": 8,
            "sizeof(union either)": 16,
            "sizeof(struct nested)": 72,
            "sizeof object": 72,
            "sizeof(object.second)": 16,
            "sizeof object.third": 20,
            "sizeof(matrix)": 84,
            "sizeof matrix[0]": 28,
            "sizeof(matrix) / sizeof(matrix[0])": 3,
            "sizeof(*pointer)": 32,
            "sizeof(pointer->e)": 2,
            "sizeof(((struct nested *)0)->first.d)": 8,
            "sizeof typed": 20,
            "sizeof(unsigned char)": 1,
            "sizeof(long) * 8": 64,
            "offsetof(struct mixed, d)": 16,
            "offsetof(struct nested, second)": 32,
            "offsetof(struct nested, first.d)": 16,
            "offsetof(struct nested, third[2])": 56,
            "offsetof(struct nested, second.bytes[3])": 35,
        },
    ),
)
