"""Macros as they show in values: pasting, strings, variadics, X-macros, definitions that change."""

from __future__ import annotations

from tests.cmachine.tables.case import Case

CASES = (
    Case(
        "macros",
        """
        #define ONE 1
        #define TWICE(x) ((x) + (x))
        #define PASTE(a, b) a##b
        #define PASTE_EXPANDED(a, b) PASTE(a, b)
        #define STRING(x) #x
        #define STRING_EXPANDED(x) STRING(x)
        #define SUM(...) sum(COUNT(__VA_ARGS__), __VA_ARGS__)
        #define COUNT(...) COUNT_(__VA_ARGS__, 4, 3, 2, 1)
        #define COUNT_(a, b, c, d, n, ...) n
        #define FIRST(x, ...) (x)
        #define LOG(format, ...) format_of(format, ##__VA_ARGS__)
        #define NAMED(format, args...) format_of(format, ##args)
        #define DEFINE(name, value) static int get_##name(void) { return value; }
        #define EMPTY
        #define CALL(f, ...) f(__VA_ARGS__)
        #define self self + 1
        #define ping pong
        #define pong ping
        #define IDENTITY(x) x
        #define OBJECT_PASTE on ## e_two
        #define NESTED(x) PASTE_EXPANDED(get_, x)()
        DEFINE(seven, 7)
        DEFINE(eight, TWICE(4))
        static int sum(int n, ...) { return n; }
        static int format_of(const char *format, ...) { return format[0]; }
        static int xONE = 11; static int x1 = 12; static int one_two = 13;
        static int selfish(void) {
        #undef self
            int self = 5;
        #define self self + 1
            return self * 10;
        #undef self
        #define self self + 1
        }
        static int mutual(void) { int ping = 3; return ping; }
        static int through_identity(void) {
        #undef self
            int self = 5;
        #define self self + 1
            return IDENTITY(self) * 10; }
        static int inside(void) {
        #define LOCAL 5
            int r = LOCAL;
        #undef LOCAL
        #define LOCAL 7
            r = r * 10 + LOCAL;
        #undef LOCAL
        #ifdef LOCAL
            r = -1;
        #endif
            return r;
        }
        #define LATE 1
        static int early(void) { return LATE; }
        #undef LATE
        #define LATE 2
        static int late(void) { return LATE; }
        """,
        {
            "ONE + ONE": 2,
            "TWICE(3 + ONE)": 8,
            "TWICE(TWICE(1))": 4,
            "PASTE(x, ONE)": 11,
            "PASTE_EXPANDED(x, ONE)": 12,
            "PASTE(0x, ff)": 255,
            "PASTE(1, 2) + PASTE(, 3) + PASTE(4, )": 19,
            "STRING(ONE)[0]": 79,
            "STRING_EXPANDED(ONE)[0]": 49,
            "sizeof(STRING(a + b))": 6,
            "sizeof(STRING(  a   +   b  ))": 6,
            'sizeof(STRING("a  b"))': 7,
            'sizeof(STRING("q\\n"))': 6,
            "sizeof(STRING('\"'))": 4,
            "sizeof(STRING())": 1,
            "SUM(1)": 1,
            "SUM(1, 2, 3)": 3,
            "SUM((1, 2), (3, 4))": 2,
            "FIRST(6, 7)": 6,
            "FIRST((1, 8), 7)": 8,
            'LOG("a")': 97,
            'LOG("b", 1, 2)': 98,
            'NAMED("c")': 99,
            'NAMED("d", 5)': 100,
            "get_seven() + get_eight()": 15,
            "EMPTY 5 EMPTY": 5,
            "CALL(TWICE, 4)": 8,
            "selfish()": 15,
            "mutual()": 3,
            "through_identity()": 15,
            "OBJECT_PASTE": 13,
            "NESTED(seven)": 7,
            "inside()": 57,
            "early() * 10 + late()": 12,
        },
    ),
    Case(
        "included_lists",
        """
        enum { FIRST_OF_ALL,
        #define ENTRY(name, value) NAME_##name,
        #include "entries.h"
        #undef ENTRY
        COUNT_OF_ALL };
        static const int values[] = {
        #define ENTRY(name, value) [NAME_##name] = value,
        #include "entries.h"
        #undef ENTRY
        };
        static const char *const names[] = {
        #define ENTRY(name, value) [NAME_##name] = #name,
        #include "entries.h"
        #undef ENTRY
        };
        static int total(void) { int s = 0;
        #define ENTRY(name, value) s += value;
        #include "entries.h"
        #undef ENTRY
            return s; }
        #define REGISTERS(X) X(alpha, 1) X(beta, 2) X(gamma, 3)
        #define AS_ENUM(name, value) REG_##name = value,
        #define AS_SUM(name, value) + value
        enum registers { REGISTERS(AS_ENUM) };
        #define DO_BIT(name, bit) BIT_##name##_SHIFT = bit, BIT_##name##_MASK = 1 << bit
        enum bits { DO_BIT(EN, 3), DO_BIT(IE, 5) };
        #define FIELD(reg, field, shift, length) enum { R_##reg##_##field##_SHIFT = (shift) }; \\
            enum { R_##reg##_##field##_LENGTH = (length) };
        FIELD(CTL, MODE, 4, 2)
        FIELD(CTL, WIDE, 40, 8)
        """,
        {
            "COUNT_OF_ALL": 4,
            "NAME_two": 2,
            "values[NAME_three] * 10 + values[0]": 330,
            "names[NAME_one][0]": 111,
            "total()": 66,
            "REG_beta * 10 + REG_gamma": 23,
            "0 REGISTERS(AS_SUM)": 6,
            "BIT_EN_MASK + BIT_IE_SHIFT": 13,
            "R_CTL_MODE_SHIFT * 100 + R_CTL_WIDE_SHIFT + R_CTL_WIDE_LENGTH": 448,
        },
        files={"entries.h": "ENTRY(one, 11)\nENTRY(two, 22)\nENTRY(three, 33)\n"},
    ),
    Case(
        "conditionals",
        """
        #define A 1
        #define B
        #if A && defined(B) && !defined(C)
        #define R1 1
        #else
        #define R1 2
        #endif
        #ifdef C
        broken { text '
        #elif A == 2
        #define R2 1
        #elif A == 1 && (2 > 1 ? 1 : 0)
        #define R2 2
        #elif A == 1
        #define R2 3
        #else
        #define R2 4
        #endif
        #if 0
        #if 1
        #define R3 1
        #else
        #define R3 2
        #endif
        #else
        #if -1 < 0 && -7 / 2 == -3 && -7 % 2 == -1 && (-1 > 0u) && 0xffffffffffffffff == -1
        #define R3 3
        #endif
        #endif
        #if 0 && 1 / 0
        #define R4 1
        #else
        #define R4 2
        #endif
        #if 'A' == 65 && '\\n' == 10 && (1 << 40) > 0 && ~0 == -1 && 010 == 8
        #define R5 1
        #else
        #define R5 2
        #endif
        static const char *text = "/* no */ // no \\" #if 0"; // comment with "quote
        static int after = 3 /* "*/ + 1 /* ' */;
        static int con\\
tinued = 5; // goes on \\
        static int hidden = 9;
        static int R6 = 6;
        """.replace("\\\\", "\\"),
        {"R1": 1, "R2": 2, "R3": 3, "R4": 2, "R5": 1, "after": 4, "R6": 6, "strlen(text)": 22},
    ),
    Case(
        "type_macros",
        """
        #undef MIN
        #undef MAX
        #define MIN(a, b) ({ typeof(1 ? (a) : (b)) _a = (a), _b = (b); _a < _b ? _a : _b; })
        #define MAX(a, b) ({ typeof(1 ? (a) : (b)) _a = (a), _b = (b); _a > _b ? _a : _b; })
        #ifndef ARRAY_SIZE
        #define ARRAY_SIZE(x) (sizeof(x) / sizeof((x)[0]))
        #endif
        #define SWAP(a, b) do { typeof(a) _t = (a); (a) = (b); (b) = _t; } while (0)
        #define EXTRACT(v, s, l) (((v) >> (s)) & (~0ULL >> (64 - (l))))
        #define BIT_ULL(n) (1ULL << (n))
        #define MAKE_64BIT_MASK(shift, length) (((~0ULL) >> (64 - (length))) << (shift))
        static uint8_t u8 = 200; static int8_t i8 = -1; static int array[7]; static uint64_t u64 = 5;
            static int calls;
        static int next(void) { return ++calls; }
        static int swapped(void) { int a = 1, b = 2; SWAP(a, b); uint8_t x = 3, y = 4; SWAP(x, y);
            return a * 1000 + b * 100 + x * 10 + y; }
        static int of_type(void) { typeof(u8) x = 300; typeof(int) y = 5; typeof(&array[0]) p = array;
            p[1] = 4; __typeof__(u64) z = -1; typeof(array) other = { 1, 2 };
            return x * 1000 + y * 100 + array[1] * 10 + (z > 0) + sizeof(other); }
        static int dangling(int x) { if (x) if (x > 5) return 1; else return 2; return 3; }
        typedef unsigned long word; static word cast_word(int x) { return (word) - x; }
            static word cast_and(int *x) { return (word) * x; }
        static int in_parentheses(int x, int y) { return (x) - y + (x) * y + (x) & 0xff; }
        static int call_in_parentheses(int x) { return (next)() + (x); }
        """,
        {
            "MIN(3, 5) * 10 + MAX(3, 5)": 35,
            "MIN(u8, i8)": -1,
            "MAX(-1, 1u)": 0xFFFFFFFF,
            "MIN(-1, 1ul)": 1,
            "sizeof(MIN(u8, u64))": 8,
            "ARRAY_SIZE(array)": 7,
            "EXTRACT(0xabcd, 4, 8)": 0xBC,
            "BIT_ULL(63) | BIT_ULL(0)": 0x8000000000000001,
            "MAKE_64BIT_MASK(8, 16)": 0xFFFF00,
            "swapped()": 2143,
            "of_type()": 44000 + 500 + 40 + 1 + 28,
            "dangling(9) * 100 + dangling(3) * 10 + dangling(0)": 123,
            "cast_word(1)": 0xFFFFFFFFFFFFFFFF,
            "in_parentheses(7, 3)": 32,
            "call_in_parentheses(5)": 6,
        },
    ),
)
