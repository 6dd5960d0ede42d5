"""Functions: calls, pointers to functions, static variables, statement expressions."""

from __future__ import annotations

from tests.cmachine.tables.case import Case

CASES = (
    Case(
        "functions",
        """
        static int counter(void) { static int n = 10; return n++; }
        static int other_counter(void) { static int n; static const int step[] = { 1, 5 }; n += step[1];
            return n; }
        static unsigned long fib(unsigned n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
        static int is_odd(int n);
        static int is_even(int n) { return n == 0 ? 1 : is_odd(n - 1); }
        static int is_odd(int n) { return n == 0 ? 0 : is_even(n - 1); }
        static uint8_t to_byte(int x) { return x; }
        static int from_byte(uint8_t x) { return x; }
        static bool to_bool(int x) { return x; }
        static int from_bool(bool x) { return x + 1; }
        static int add(int a, int b) { return a + b; } static int mul(int a, int b) { return a * b; }
        typedef int (*binary)(int, int);
        static int apply(binary f, int a, int b) { return f(a, b); }
        static int apply_plain(int f(int, int), int a) { return (*f)(a, a); }
        struct ops { const char *name; int (*run)(int, int); binary other; };
        static const struct ops table[] = { { "add", add, mul }, { "mul", .run = &mul, .other = add } };
        static int dispatch(const struct ops *o, int a) { return o->run(a, 3) * 100 + (*o->other)(a, 4); }
        static binary choose(int x) { return x ? add : mul; }
        static int (*chooser(int x))(int, int) { return x ? mul : add; }
        static int varied(int n, ...) { return n; }
        static void store(int *to, int value) { *to = value; }
        static int by_address(void) { int x = 1; store(&x, 7); return x; }
        static int parameter_changed(int x) { x += 2; { int *p = &x; *p *= 2; } return x; }
        static int null_or(binary f) { return f ? f(1, 2) : -1; }
        static int array_parameter(int a[3], const int b[]) { a[0] = 5; return a[0] + b[1]; }
        static int arrays(void) { int a[3] = { 1, 2, 3 }, b[] = { 4, 5 }; int r = array_parameter(a, b);
            return r * 10 + a[0]; }
        inline static int odd_order(int x) { return x; }
        int (parenthesised)(int x) { return x + 1; }
        static int unused(int, int __attribute__((unused)) b);
        static void nothing(void) { return; }
        static int void_call(void) { nothing(); (void)counter; return 2; }
        """,
        {
            "counter() + counter()": 21,
            "counter()": 12,
            "other_counter()": 5,
            "other_counter() ": 10,
            "fib(10)": 55,
            "is_even(10) * 10 + is_odd(7)": 11,
            "to_byte(300)": 44,
            "from_byte(-1)": 255,
            "to_bool(256)": 1,
            "from_bool(77)": 2,
            "apply(add, 3, 4) * 100 + apply(&mul, 3, 4)": 712,
            "apply_plain(mul, 5)": 25,
            "dispatch(&table[0], 10) * 10000 + dispatch(table + 1, 10)": 13403014,
            "choose(1)(3, 4) * 10 + choose(0)(1, 2)": 72,
            "chooser(1)(3, 4)": 12,
            'varied(3, 1, 2ul, "x")': 3,
            "by_address()": 7,
            "parameter_changed(3)": 10,
            "null_or(NULL)": -1,
            "null_or(add) ": 3,
            "arrays()": 105,
            "odd_order(3)": 3,
            "parenthesised(4)": 5,
            "void_call()": 2,
            "table[1].run == mul": 1,
            "choose(1) == choose(2)": 1,
            "choose(1) != choose(0)": 1,
            "!choose(1)": 0,
            "table[0].name[0]": 97,
        },
    ),
    Case(
        "statement_expressions",
        """
        #define MAXIMUM(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })
        #define CLAMP(x) ({ int _x = (x); if (_x > 10) { _x = 10; } _x; })
        #define SUM_TO(n) ({ int _s = 0; for (int _i = 1; _i <= (n); _i++) { _s += _i; } _s; })
        #define FIELD_DP64(storage, length, shift, val) ({ struct { uint64_t v:length; } _v = { .v = val }; \\
            uint64_t _d; _d = deposit(storage, shift, length, _v.v); _d; })
        #define FIELD_SDP64(storage, length, shift, val) ({ struct { signed long v:length; } _v = { .v = val }; \\
            uint64_t _d; _d = deposit(storage, shift, length, _v.v); _d; })
        static uint64_t deposit(uint64_t value, int start, int length, uint64_t field) {
            uint64_t mask = (~0ULL >> (64 - length)) << start;
                return (value & ~mask) | ((field << start) & mask); }
        static int calls; static int next(void) { return ++calls; }
        static int maximum_once(void) { calls = 0; int m = MAXIMUM(next(), next()); return m * 10 + calls; }
        static int outer_change(void) { int x = 1; int y = ({ x = 5; if (x > 3) { x++; } x * 2; });
            return x * 100 + y; }
        static int statement_only(void) { int x = 1; ({ x++; x++; }); return x; }
        static int in_condition(int x) { if (({ int y = x; y == 3; })) { return 1; } return 2; }
        static int in_loop(void) { int n = 0; while (({ n++; n < 5; })) { } return n; }
        static int nested(int x) { return CLAMP(CLAMP(x) + CLAMP(x - 1)); }
        struct pair { int a, b; };
        static int of_struct(void) { struct pair g = { 1, 2 }; struct pair h = ({ struct pair t = g;
            t.a = 9; t; }); h.b++; return g.a * 1000 + g.b * 100 + h.a * 10 + h.b; }
        static int alias(void) { struct pair g = { 1, 2 }; struct pair h = ({ if (g.a) { g.b = 3; } g;
            }); h.a = 7; return g.a * 100 + h.a * 10 + h.b; }
        static int array_inside(void) { return ({ int a[3] = { 1, 2, 3 }; a[0] + a[2]; }); }
        """,
        {
            "MAXIMUM(3, 7)": 7,
            "MAXIMUM(-1, 1u)": 0xFFFFFFFF,
            "MAXIMUM((uint8_t)3, (int8_t)-7)": 3,
            "maximum_once()": 22,
            "CLAMP(50) + CLAMP(5)": 15,
            "SUM_TO(10)": 55,
            "FIELD_DP64(0xffff, 4, 8, 5)": 0xF5FF,
            "FIELD_DP64(0, 4, 8, 0x15)": 0x500,
            "FIELD_DP64(~0ULL, 64, 0, 7)": 7,
            "FIELD_DP64(0, 40, 20, ~0ULL)": 0x0FFFFFFFFFF00000,
            "FIELD_SDP64(0, 4, 60, -1)": 0xF000000000000000,
            "FIELD_SDP64(0, 4, 4, 9)": 0x90,
            "outer_change()": 612,
            "statement_only()": 3,
            "in_condition(3) * 10 + in_condition(4)": 12,
            "in_loop()": 5,
            "nested(4) * 100 + nested(20)": 710,
            "of_struct()": 1293,
            "alias()": 173,
            "array_inside()": 4,
        },
    ),
)
