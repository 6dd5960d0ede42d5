"""Initialisers: designators, omitted braces, strings, arrays without a length."""

from __future__ import annotations

from tests.cmachine.tables.case import Case

_TYPES = """
struct point { int x, y; };
struct line { struct point from, to; int tags[3]; const char *name; };
struct wrapped { int kind; union { uint64_t number; uint32_t parts[2]; }; struct { int a; int b; };
    int last; };
"""

CASES = (
    Case(
        "designators",
        _TYPES
        + """
        static struct point omitted = { .y = 3 };
        static struct point twice = { .x = 1, .y = 2, .x = 5 };
        static struct point resumed[] = { [2] = { 1, 2 }, { 3, 4 }, [0] = { .y = 9 }, { 8 } };
        static struct line nested = { .to = { .y = 4 }, .from.x = 7, .tags[1] = 5, .tags[2] = 6,
            .name = "n" };
        static struct line path_then_whole = { .from.x = 7, .from = { .y = 1 } };
        static struct line whole_then_path = { .from = { .x = 2, .y = 1 }, .from.x = 7 };
        static int ranges[10] = { [0 ... 3] = 1, [2 ... 5] = 2, [4] = 9 };
        static int sparse[] = { [5] = 1, [2] = 7 };
        static int enumerated[] = { ['a' - 95] = 3, [sizeof(int)] = 4 };
        static struct point range_of_structs[4] = { [1 ... 2] = { 5, 6 }, [2].y = 7 };
        static struct line element_path[3] = { [1].from.y = 8, [1].tags[2] = 4, [2] = { .name = "z" } };
        static struct wrapped anonymous = { .number = 0x100000002, .b = 4, .last = 5 };
        static struct wrapped parts = { 1, { .parts = { 3, 4 } }, { 5, 6 }, 7 };
        static struct wrapped indexed_part = { .parts[1] = 2, .a = 1 };
        static int changed(void) { range_of_structs[1].x = 100; return range_of_structs[2].x; }
        """,
        {
            "omitted.x * 10 + omitted.y": 3,
            "twice.x * 10 + twice.y": 52,
            "sizeof(resumed) / sizeof(resumed[0])": 4,
            "resumed[2].y * 1000 + resumed[3].x * 100 + resumed[0].y * 10 + resumed[1].x": 2398,
            "nested.to.y * 1000 + nested.from.x * 100 + nested.tags[1] * 10 + nested.tags[2]": 4756,
            "nested.from.y + nested.tags[0]": 0,
            "nested.name[0]": 110,
            "path_then_whole.from.x * 10 + path_then_whole.from.y": 1,
            "whole_then_path.from.x * 10 + whole_then_path.from.y": 71,
            "ranges[0] * 10000 + ranges[2] * 1000 + ranges[4] * 100 + ranges[5] * 10 + ranges[6]": 12920,
            "sizeof(sparse) / sizeof(int)": 6,
            "sparse[5] * 10 + sparse[2] + sparse[0]": 17,
            "enumerated[2] * 10 + enumerated[4]": 34,
            "range_of_structs[1].y * 100 + range_of_structs[2].x * 10 + range_of_structs[2].y": 657,
            "range_of_structs[3].x": 0,
            "changed()": 5,
            "element_path[1].from.y * 100 + element_path[1].tags[2] * 10 + element_path[0].from.y": 840,
            "element_path[2].name[0]": 122,
            "anonymous.parts[0] * 1000 + anonymous.parts[1] * 100 + anonymous.b * 10 + anonymous.last": 2145,
            "anonymous.a + anonymous.kind": 0,
            "parts.parts[0] * 10000 + parts.parts[1] * 1000 + parts.a * 100 + parts.b * 10 + parts.last": 34567,
            "indexed_part.number + indexed_part.a": 0x200000001,
        },
    ),
    Case(
        "braces",
        _TYPES
        + """
        static struct line flat = { 1, 2, 3, 4, 5, 6, 7, "flat" };
        static struct line half = { { 1, 2 }, 3, 4, { 5, 6 }, "half" };
        static struct point points[] = { 1, 2, 3, 4, 5 };
        static int grid[2][3] = { 1, 2, 3, 4 };
        static int grid_braced[][2] = { { 1 }, { 2, 3 }, { 4 } };
        static int scalar = { 5 };
        static struct { struct point p[2]; int z; } deep = { { { 1, 2 }, { 3, 4 } }, 5 };
        static struct { int a; struct { int b; int c; }; int d; } anonymous = { 1, { 2, 3 }, 4 };
        static struct { int a; struct { int b; int c; }; int d; } anonymous_flat = { 1, 2, 3, 4 };
        static struct line zero = { 0 };
        static struct line empty = { };
        static int from_expression(int n) { struct point p = { n, n * 2 }; struct line l = { p, {
            n + 1 }, { n, [2] = n + 3 }, .name = "x" }; p.x = 100;
            return l.from.x * 1000 + l.from.y * 100 + l.to.x * 10 + l.tags[2]; }
        static int from_function(void) { struct point p = { 1, 2 }; struct line l = { .from = p,
            .to = p }; l.from.x = 9; return l.to.x * 10 + p.x; }
        static int order(void) { int n = 0; int a[3] = { n++, n++, n++ };
            return a[0] * 100 + a[1] * 10 + a[2]; }
        static struct point *table[] = { &points[1], points, NULL };
        static uint8_t truncated[] = { 256, -1, 300 };
        static bool flags[] = { 2, 0, 1 };
        static uint64_t widened[] = { -1, 1 << 31, 0xffffffff };
        """,
        {
            "flat.from.y * 100000 + flat.to.x * 10000 + flat.tags[2] * 1000 + flat.name[3]": 237116,
            "half.to.y * 1000 + half.tags[1] * 100 + half.tags[2] + half.name[0]": 4704,
            "sizeof(points) / sizeof(points[0])": 3,
            "points[1].y * 100 + points[2].x * 10 + points[2].y": 450,
            "grid[0][2] * 100 + grid[1][0] * 10 + grid[1][1]": 340,
            "sizeof(grid_braced) / sizeof(grid_braced[0])": 3,
            "grid_braced[0][0] * 1000 + grid_braced[0][1] * 100 + grid_braced[1][1] * 10 + grid_braced[2][0]": 1034,
            "scalar": 5,
            "deep.p[1].x * 10 + deep.z": 35,
            "anonymous.b * 100 + anonymous.c * 10 + anonymous.d": 234,
            "anonymous_flat.b * 100 + anonymous_flat.c * 10 + anonymous_flat.d": 234,
            "zero.tags[2] + zero.to.y + (zero.name == NULL)": 1,
            "empty.tags[0] + !empty.name": 1,
            "from_expression(2)": 2435,
            "from_function()": 11,
            "order()": 12,
            "table[0]->x * 10 + table[1]->y": 32,
            "table[2] == NULL": 1,
            "truncated[0] * 1000000 + truncated[1] * 1000 + truncated[2]": 255044,
            "flags[0] * 100 + flags[1] * 10 + flags[2]": 101,
            "widened[0]": 0xFFFFFFFFFFFFFFFF,
            "widened[1]": 0xFFFFFFFF80000000,
            "widened[2]": 0xFFFFFFFF,
        },
    ),
    Case(
        "declarators",
        """
        static int a = 1, b = 2, *p = &b, c[2] = { 3, 4 }, d;
        static struct pair { int x, y; } first = { 5, 6 }, second = { .y = 7 }, *third = &second;
        static const char *name = "n,=", *other = "o";
        """,
        {
            "a * 10 + b": 12,
            "*p": 2,
            "c[1] * 10 + d": 40,
            "first.x * 100 + second.y * 10 + second.x": 570,
            "third->y": 7,
            "name[1] * 1000 + other[0]": 44111,
        },
    ),
    Case(
        "strings",
        """
        static char sized[8] = "abc"; static char exact[3] = "abc"; static char open[] = "hello";
            static char braced[] = { "x" };
        static const char *pointer = "point" "ed"; static const char *list[] = { "one", "two" "2", NULL };
        static char grid[2][4] = { "ab", "cd" }; static char letters[] = { 'a', 'b', 0 };
        struct named { char name[6]; const char *text; }; static struct named names[] = { { "n1", "t1" },
            { { 'q', 'r' }, "t2" } };
        static int count(const char *s) { int n = 0; while (*s++) { n++; } return n; }
        static int change(void) { char b[] = "abc"; b[1] = 'X'; char *p = b; p[2] = 'Y'; *p = 'Z';
            return b[0] * 10000 + b[1] * 100 + b[2]; }
        static int fresh(void) { char b[4] = "ab"; b[0]++; return b[0]; }
        static int walk(void) { const char *p = "a-b-c"; int n = 0; for (; *p; p++) { if (*p == '-') {
            n++; } } return n; }
        static int compare(const char *a, const char *b) { int r = strcmp(a, b);
            return r < 0 ? -1 : r > 0; }
        static int printed(void) { char b[32]; int n = snprintf(b, sizeof(b), "%s%d-%02x%c", "id", -5,
            10, '!'); return n * 1000 + strlen(b) * 10 + (strcmp(b, "id-5-0a!") == 0); }
        static int unsigned_print(void) { char b[32]; return snprintf(b, sizeof(b), "%u %x %lx", -1, -1,
            -1L) * 10 + (strncmp(b, "4294967295 ffffffff fff", 23) == 0); }
        static int cut(void) { char b[4]; int n = snprintf(b, sizeof(b), "%s", "abcdef");
            return n * 10 + strlen(b); }
        static int scan(void) { char b[8]; int n = sscanf(" ab1cdef x", "%4s", b);
            return n * 10 + (strcmp(b, "ab1c") == 0); }
        static int find(const char *s, int c) { const char *p = strchr(s, c); return p ? p - s : -1; }
        """,
        {
            "sizeof(sized) * 100 + sizeof(exact) * 10 + sizeof(open)": 836,
            "sized[2] + sized[3] + sized[7]": 99,
            "sizeof(braced)": 2,
            "count(pointer)": 7,
            "count(list[1])": 4,
            "list[2] == NULL": 1,
            "grid[1][0] * 10 + grid[0][2]": 990,
            "count(letters)": 2,
            "names[0].name[1] * 100 + names[1].name[1]": 5014,
            "names[1].text[1]": 50,
            "change()": 908889,
            "fresh()": 98,
            "walk()": 2,
            'compare("abc", "abd")': -1,
            'compare("b", "abd")': 1,
            'compare("", "")': 0,
            "printed()": 8081,
            "unsigned_print()": 361,
            "cut()": 63,
            "scan()": 11,
            'find("hello", 108)': 2,
            'find("hello", 0)': 5,
            'find("hello", 122)': -1,
            'strncmp("abcx", "abcy", 3)': 0,
            'strtoul("0x1f", NULL, 0)': 31,
            'strtoul("ff", NULL, 16)': 255,
            'strtoul("-1", NULL, 10)': 0xFFFFFFFFFFFFFFFF,
            'strtoul("077", NULL, 0)': 63,
            'strtoul("12ab", NULL, 10)': 12,
            'atoi(" 42x")': 42,
        },
    ),
)
