"""Statements: assignment, increments, loops, switch, goto."""

from __future__ import annotations

from tests.cmachine.tables.case import Case

CASES = (
    Case(
        "assignment",
        """
        struct S { int m; uint8_t b; unsigned f : 5; int g : 4; int a[3]; };
        static int plus(void) { int x = 5; x += 3; x -= 1; x *= 2; x /= 4; x %= 2; x <<= 5; x >>= 1;
            x |= 3; x &= ~1; x ^= 0xff; return x; }
        static int narrow(void) { uint8_t x = 250; x += 10; return x; }
        static int narrow_shift(void) { uint8_t x = 0x81; x <<= 1; return x; }
        static int64_t wide(void) { int32_t x = 1; x += 0xffffffffull; return x; }
        static int truth(void) { bool x = 0; x = 4; x += 1; x |= 2; return x; }
        static int chain(void) { int a, b; uint8_t c; a = b = c = 300; return a * 1000 + b + c; }
        static int value(void) { int a; return (a = 5) + a; }
        static int member(void) { struct S s = { 0 }; s.m += 4; s.m <<= 2; s.b -= 1; s.f += 33; s.g = 9;
            s.a[1] += 2; s.a[1] *= 3;
            return s.m * 1000000 + s.b * 1000 + s.f * 100 + s.g + s.a[1]; }
        static int field_value(void) { struct S s = { 0 }; int x = (s.f = 37); int y = (s.g = 15);
            return x * 100 + y; }
        static int through(struct S *p) { p->m = 1; p->m++; ++p->m; p->b--; p->f--; p->a[2] = 7;
            p->a[2]--; --p->a[p->m - 1]; return p->m * 10000 + p->b + p->f + p->a[2]; }
        static int pointed(void) { struct S s = { 0 }; return through(&s); }
        static int postfix(void) { int i = 5; int a = i++; int b = i--; int c = ++i; int d = --i;
            return ((a * 10 + b) * 10 + c) * 10 + d; }
        static int postfix_element(void) { int a[3] = { 1, 2, 3 }; int i = 0; int x = a[i++];
            int y = a[i]++; int z = ++a[i]; return x * 1000 + y * 100 + z * 10 + i; }
        static int postfix_member(void) { struct S s = { .m = 3 }; struct S *p = &s; int x = s.m++;
            int y = p->m--; int z = p->f--; return x * 10000 + y * 1000 + z * 100 + s.f; }
        static int postfix_pointer(void) { int a[4] = { 1, 2, 3, 4 }; int *p = a; int x = *p++;
            int y = *++p; int z = (*p)++; return x * 1000 + y * 100 + z * 10 + *p; }
        static int calls; static int next(void) { return calls++; }
        static int once(void) { int a[3] = { 0 }; calls = 0; a[next()] += 5; a[next()] |= 6; a[next()]++;
            return calls * 1000 + a[0] * 100 + a[1] * 10 + a[2]; }
        static struct S *same(struct S *p) { calls++; return p; }
        static int once_member(void) { struct S s = { .m = 2 }; calls = 0; same(&s)->m += 3;
            same(&s)->m++; int x = same(&s)->m++; return calls * 1000 + s.m * 10 + x; }
        static int byte_post(void) { uint8_t x = 255; int old = x++; return old * 10 + x; }
        static int char_array(void) { char a[3]; a[0] = -1; a[1] = 'x'; a[2] = 200; a[1]++; a[0]--;
            return a[0] * 10000 + a[1] * 10 + a[2]; }
        static int int8_array(void) { int8_t a[3] = { -1, 127 }; a[2] = -2; a[1]++; a[0] -= 3;
            return a[0] * 10000 + a[1] * 10 + a[2]; }
        static int uint8_array(void) { uint8_t a[3] = { 255, 1 }; a[0]++; a[1] -= 2; a[2] = -1;
            return a[0] * 1000000 + a[1] * 1000 + a[2]; }
        """,
        {
            "plus()": 237,
            "narrow()": 4,
            "narrow_shift()": 2,
            "wide()": 0,
            "truth()": 1,
            "chain()": 44088,
            "value()": 10,
            "member()": 16255099,
            "field_value()": 499,
            "pointed()": 30291,
            "postfix()": 5665,
            "postfix_element()": 1241,
            "postfix_member()": 34031,
            "postfix_pointer()": 1334,
            "once()": 3561,
            "once_member()": 3076,
            "byte_post()": 2550,
            "char_array()": -18846,
            "int8_array()": -41282,
            "uint8_array()": 255255,
        },
    ),
    Case(
        "loops",
        """
        static int for_sum(int n) { int s = 0; for (int i = 0; i < n; i++) { if (i == 2) { continue; }
            if (i == 7) { break; } s += i; } return s; }
        static int while_sum(int n) { int s = 0; while (n--) { if (n % 2) continue; s += n; } return s; }
        static int do_once(void) { int n = 0; do { n++; } while (0); return n; }
        static int do_continue(void) { int i = 0, s = 0; do { i++; if (i == 3) continue; s += i; }
            while (i < 5); return s; }
        static int nested(void) { int s = 0; for (int i = 0; i < 4; i++) { for (int j = 0; j < 4; j++) {
            if (j == i) break; if (j == 1) continue; s += 10 * i + j; } } return s; }
        static int comma(void) { int i, j, s = 0; for (i = 0, j = 10; i < j; i++, j -= 2) s += i * j;
            return s; }
        static int endless(void) { int i = 0; for (;;) { if (++i > 9) break; } return i; }
        static int empty(void) { int i = 0; while (i++ < 5) ; for (; i < 20; i += 3) ; return i; }
        static int shadow(void) { int x = 1, s = 0; { int x = 10; s += x; { int x = 100; s += x; x++; }
            x++; s += x; } for (int x = 5; x < 6; x++) s += x; return s * 10 + x; }
        static int backwards(void) { unsigned i; int s = 0; for (i = 5; i-- > 0; ) s = s * 10 + i;
            return s; }
        static int assigned(void) { int x, n = 5, s = 0; while ((x = n--) > 2) s += x; return s; }
        static int fresh(void) { int *seen[3]; for (int i = 0; i < 3; i++) { static int store[3];
            store[i] = i * i; seen[i] = &store[i]; } return *seen[1] + *seen[2]; }
        static int do_break(void) { int i = 0; do { if (i == 4) break; } while (++i < 10); return i; }
        """,
        {
            "for_sum(5)": 8,
            "for_sum(100)": 19,
            "while_sum(6)": 6,
            "do_once()": 1,
            "do_continue()": 12,
            "nested()": 92,
            "comma()": 32,
            "endless()": 10,
            "empty()": 21,
            "shadow()": 1261,
            "backwards()": 43210,
            "assigned()": 12,
            "fresh()": 5,
            "do_break()": 4,
        },
    ),
    Case(
        "switch",
        """
        enum { RED = 1, GREEN, BLUE };
        static int plain(int x) { switch (x) { case 1: return 10; case 2: return 20; default: return 99; } }
        static int fallthrough(int x) { int r = 0; switch (x) { case 1: r += 1; case 2: r += 2; break;
            case 3: case 4: r += 4; default: r += 8; } return r; }
        static int middle(int x) { int r = 0; switch (x) { case 1: r = 1; break; default: r = 5;
            case 2: r += 2; } return r; }
        static int ranges(int x) { switch (x) { case -5 ... -1: return 1; case 0: return 2;
            case 1 ... 9: return 3; case 'a' ... 'z': return 4; } return 5; }
        struct held { int a[4]; char b; };
        static int offsets(int x) { switch (x) { case offsetof(struct held, a[0]) ...
            offsetof(struct held, b) - 1: return 1; case offsetof(struct held, b): return 2; } return 3; }
        static int looped(void) { int s = 0; for (int i = 0; i < 6; i++) { switch (i) { case 1: continue;
            case 2: s += 100; break; case 4: s += 1000; continue; default: s += 1; } s += 10; } return s; }
        static int while_looped(void) { int i = 0, s = 0; while (i < 5) { i++; switch (i) {
            case 2: case 3: continue; } s += i; } return s; }
        static int do_looped(void) { int i = 0, s = 0; do { switch (i) { case 1: continue; } s += i; }
            while (++i < 4); return s; }
        static int double_switch(int a, int b) { int r = 0; for (int i = 0; i < 3; i++) { switch (a) {
            case 1: switch (b) { case 1: r += 1; continue; case 2: r += 2; break; default: r += 3; }
            r += 10; break; default: r += 100; } r += 1000; } return r; }
        static int enums(int x) { switch (x) { case RED: return 1; case GREEN | 1: return 3;
            case BLUE + 1: return 4; case sizeof(int) * 2: return 8; } return 0; }
        static int unsigned_label(uint32_t x) { switch (x) { case -1: return 1;
            case 0x80000000: return 2; case 5: return 3; } return 4; }
        static int byte_label(uint8_t x) { switch (x) { case 200: return 1; case 255: return 2; }
            return 3; }
        static int wide(uint64_t x) { switch (x) { case 1ULL << 40: return 1; case ~0ULL: return 2;
            default: return 3; } }
        static int declared(int x) { switch (x) { int y; case 1: y = 5; return y; case 2: y = 6;
            return y + 1; } return 0; }
        static int declared_inside(int x) { switch (x) { case 0: ; int k; k = 1; break; case 1: k = 2;
            return k; } return 9; }
        struct pair { int a, b; };
        static int declared_struct(int x) { switch (x) { case 0: ; struct pair p; p.a = 1; return p.a;
            case 1: p.a = 2; p.b = 3; return p.a + p.b; } return 9; }
        static void set(int *p) { *p = 8; }
        static int declared_taken(int x) { switch (x) { case 0: ; int k; set(&k); return k;
            case 1: set(&k); return k + 1; } return 9; }
        static int empty(int x) { switch (x) { } switch (x) { default: ; } return 3; }
        static int blocks(int x) { switch (x) { case 1: { int y = x + 1; return y; } case 2: { int y = 7;
            x += y; break; } } return x; }
        static int no_match(int x) { int r = 4; switch (x) { case 1: r = 1; } return r; }
        static int returns(int x) { switch (x & 3) { case 0: case 1: if (x > 4) { break; } return 1;
            case 2: return 2; } return 3; }
        static int macro_label(int x) {
        #define LABEL (3)
        switch (x) { case LABEL: return 1; case (LABEL) + 1: return 2; } return 3; }
        """,
        {
            "plain(1) * 10000 + plain(2) * 100 + plain(3)": 102099,
            "fallthrough(1) * 1000 + fallthrough(2) * 100 + fallthrough(3)": 3212,
            "fallthrough(4) * 100 + fallthrough(5)": 1208,
            "middle(1) * 100 + middle(2) * 10 + middle(7)": 127,
            "offsets(0)": 1,
            "offsets(15)": 1,
            "offsets(16)": 2,
            "offsets(17)": 3,
            "ranges(-3) * 1000 + ranges(0) * 100 + ranges(9) * 10 + ranges(10)": 1235,
            "ranges('q') * 10 + ranges(-6)": 45,
            "looped()": 1143,
            "while_looped()": 10,
            "do_looped()": 5,
            "double_switch(1, 1)": 3,
            "double_switch(1, 2)": 3036,
            "double_switch(1, 9)": 3039,
            "double_switch(2, 0)": 3300,
            "enums(1) * 1000 + enums(3) * 100 + enums(4) * 10 + enums(8)": 1348,
            "unsigned_label(0xffffffff) * 100 + unsigned_label(0x80000000) * 10 + unsigned_label(5)": 123,
            "byte_label(200) * 10 + byte_label(-1)": 12,
            "wide(1ULL << 40) * 100 + wide(-1) * 10 + wide(0)": 123,
            "declared(1) * 10 + declared(2)": 57,
            "declared_inside(0) * 10 + declared_inside(1)": 92,
            "declared_struct(0) * 10 + declared_struct(1)": 15,
            "declared_taken(0) * 10 + declared_taken(1)": 89,
            "empty(1)": 3,
            "blocks(1) * 100 + blocks(2) * 10 + blocks(3)": 293,
            "no_match(1) * 10 + no_match(2)": 14,
            "returns(1) * 1000 + returns(5) * 100 + returns(2) * 10 + returns(3)": 1323,
            "macro_label(3) * 100 + macro_label(4) * 10 + macro_label(5)": 123,
        },
    ),
    Case(
        "goto",
        """
        static int forward(int x) { int r = 0; if (x) { goto out; } r = 1; out: r += 10; return r; }
        static int backward(void) { int i = 0; again: i++; if (i < 5) goto again; return i; }
        static int skip_two(int x) { if (x == 1) goto first; if (x == 2) goto second; return 0;
            first: x += 10; second: x += 100; return x; }
        static int from_loop(void) { int i, j; for (i = 0; i < 5; i++) { for (j = 0; j < 5; j++) {
            if (i * j == 6) { goto found; } } } return -1; found: return i * 10 + j; }
        static int from_switch(int x) { switch (x) { case 1: goto bad; case 2: break;
            default: goto worse; } return 1; bad: return 2; worse: return 3; }
        struct pair { int a, b; };
        static int over_declaration(int x) { if (x) goto out; struct pair p; p.a = 5; return p.a;
            out: p.a = 6; return p.a; }
        static int over_scalar(int x) { int r = 1; if (x) goto out; int y = 5; r = y; out: y = 7;
            return r + y; }
        static int over_taken(int x) { if (x) goto out; int y; int *p; p = &y; *p = 4; return y;
            out: p = &y; *p = 9; return y; }
        static int at_end(int x) { if (x) goto done; x = 5; done: ; return x; }
        """,
        {
            "forward(0) * 100 + forward(1)": 1110,
            "backward()": 5,
            "skip_two(1) * 1000 + skip_two(2)": 111102,
            "from_loop()": 23,
            "from_switch(1) * 100 + from_switch(2) * 10 + from_switch(3)": 213,
            "over_declaration(0) * 10 + over_declaration(1)": 56,
            "over_scalar(0) * 10 + over_scalar(1)": 128,
            "over_taken(0) * 10 + over_taken(1)": 49,
            "at_end(0) * 10 + at_end(3)": 53,
        },
    ),
)
