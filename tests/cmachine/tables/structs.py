"""Structs, unions and bit-fields: layout, copies, parts that overlap."""

from __future__ import annotations

from tests.cmachine.tables.case import Case

CASES = (
    Case(
        "bit_fields",
        """
        struct B { unsigned a : 3; int s : 3; uint64_t w : 40; bool t : 1; uint8_t n : 4; int : 5;
            unsigned last : 2; };
        struct Z { unsigned a : 4; unsigned : 0; unsigned b : 4; };
        static struct B b;
        static int store(unsigned v) { b.a = v; return b.a; }
        static int store_signed(int v) { b.s = v; return b.s; }
        static uint64_t store_wide(uint64_t v) { b.w = v; return b.w; }
        static int flag(int v) { b.t = v; return b.t; }
        static int kept(void) { struct B x = { .a = 5, .s = -1, .w = 7, .t = 2, .n = 0x1f, .last = 3 };
            x.s = 3; return x.a * 10000 + x.w * 1000 + x.n * 10 + x.last + x.s + x.t; }
        static int positional(void) { struct B x = { 9, 5, 1, 1, 17, 6 };
            return x.a * 1000 + (x.s + 10) * 10 + x.n + x.last * 10000; }
        static int count(void) { struct B x = { .a = 7, .s = 3, .n = 15 }; x.a++; x.s++; x.n += 2;
            x.last--; return x.a * 1000 + x.s * 100 + x.n * 10 + x.last; }
        static int shifted(void) { struct B x = { .a = 7 }; return (x.a << 4) - 200; }
        static int compare(void) { struct B x = { .a = 1 }; return x.a - 2 < 0; }
        static int copied(void) { struct B x = { .a = 3, .n = 9 }, y = x; x.a = 1;
            return y.a * 10 + y.n + x.a; }
        struct S { int64_t v : 52; uint64_t u : 12; };
        static int64_t wide_signed(int64_t v) { struct S s = { .v = v, .u = v }; return s.v; }
        """,
        {
            "store(13)": 5,
            "store_signed(5)": -3,
            "store_signed(3)": 3,
            "store_signed(-4)": -4,
            "store_wide(0xffffffffffff)": 0xFFFFFFFFFF,
            "flag(2)": 1,
            "flag(0)": 0,
            "kept()": 57157,
            "positional()": 21071,
            "count()": -387,
            "shifted()": -88,
            "compare()": 1,
            "copied()": 40,
            "wide_signed(-5)": -5,
            "wide_signed(1L << 51)": -(1 << 51),
            "sizeof(struct B)": 8,
            "sizeof(struct Z)": 8,
            "sizeof(struct S)": 8,
        },
    ),
    Case(
        "bit_fields_in_unions",
        """
        union R { uint32_t raw; struct { uint32_t low : 4; uint32_t mid : 12; uint32_t high : 16; };
            struct { int32_t s : 5; uint32_t rest : 27; } f; };
        static uint32_t build(void) { union R r = { .raw = 0 }; r.low = 0x15; r.mid = 0xabc;
            r.high = 0x1234; return r.raw; }
        static int split(uint32_t v) { union R r; r.raw = v;
            return r.low * 1000000 + r.mid * 100 + r.high; }
        static int sign(uint32_t v) { union R r; r.raw = v; return r.f.s; }
        static uint32_t change(void) { union R r; r.raw = 0xffffffff; r.mid++; r.f.s += 2; return r.raw; }
        """,
        {
            "build()": 0x1234ABC5,
            "split(0x00050036)": 6000305,
            "sign(0x1f)": -1,
            "sign(0x0f)": 15,
            "change()": 0xFFFF0011,
        },
    ),
    Case(
        "copies",
        """
        struct inner { int x; uint8_t bytes[3]; };
        union word { uint64_t w; uint8_t b[8]; };
        struct outer { struct inner in; struct inner many[2]; int n; char name[4]; union word u;
            int grid[2][2]; };
        static struct outer filled(int k) { struct outer o = { { k, { 1, 2, 3 } }, { { k + 1 }, { k + 2 }
            }, k + 3, "abc" }; o.u.w = k; o.grid[1][0] = k; return o; }
        static int by_assignment(void) { struct outer a = filled(1), b; b = a; a.in.x = 50;
            a.in.bytes[1] = 60; a.many[1].x = 70; a.name[0] = 'z'; a.u.b[0] = 9; a.grid[1][0] = 8;
            return b.in.x * 100000 + b.in.bytes[1] * 10000 + b.many[1].x * 1000
                + b.name[0] + b.u.b[0] + b.grid[1][0] * 10; }
        static int by_initialiser(void) { struct outer a = filled(1), b = a; b.in.bytes[0] = 9;
            b.u.w = 5; b.grid[1][0] = 4; return a.in.bytes[0] * 100 + a.u.w * 10 + a.grid[1][0]; }
        static int change(struct outer o) { o.in.x = 9; o.many[0].x = 9; o.u.w = 9; o.name[1] = 'q';
            return o.in.x + o.many[0].x; }
        static int by_parameter(void) { struct outer a = filled(1); int r = change(a);
            return r * 1000 + a.in.x * 100 + a.many[0].x * 10 + a.u.w + a.name[1]; }
        static struct outer global = { .n = 4 };
        static struct outer get(void) { return global; }
        static int by_return(void) { struct outer o = get(); o.n = 1; o.in.x = 5; o.u.w = 3;
            return global.n * 100 + global.in.x * 10 + global.u.w; }
        static int overwritten(void) { struct outer a = filled(1), b = filled(2); int *p = &a.many[1].x;
            uint8_t *q = a.in.bytes; a = b; b.many[1].x = 77; b.in.bytes[0] = 66; *q = 5;
            return *p * 100 + a.many[1].x * 10 + a.in.bytes[0]; }
        static int element(void) { struct inner t[3] = { { 1 }, { 2 }, { 3 } }; t[0] = t[2]; t[2].x = 8;
            struct inner *p = &t[1]; *p = t[0]; return t[0].x * 100 + t[1].x * 10 + t[2].x; }
        static int inner_assigned(void) { struct outer o = filled(1); struct inner i = { 42, { 7, 8, 9 }
            }; o.in = i; o.many[1] = o.in; i.x = 1; o.in.bytes[0] = 1;
            return o.in.x * 1000 + o.many[1].x * 10 + o.many[1].bytes[0]; }
        static int of_call(void) { return filled(6).in.x + filled(7).many[1].x + filled(8).in.bytes[2]; }
        static int conditional(int c) { struct inner a = { 1 }, b = { 2 }; struct inner r = c ? a : b;
            r.x += 10; return r.x * 100 + a.x * 10 + b.x; }
        static int chain(void) { struct inner a = { 1 }, b, d; d = b = a; d.x = 5;
            return a.x * 100 + b.x * 10 + d.x; }
        static int literal(void) { struct inner a; a = (struct inner){ .x = 6, .bytes = { [1] = 4 } };
            struct inner *p = &(struct inner){ 3 }; p->x++; return a.x * 100 + a.bytes[1] * 10 + p->x; }
        static int self(void) { struct inner a = { 5, { 1, 2, 3 } }; struct inner *p = &a; a = *p;
            return a.x * 10 + a.bytes[2]; }
        """,
        {
            "by_assignment()": 123108,
            "by_initialiser()": 111,
            "by_parameter()": 18219,
            "by_return()": 400,
            "overwritten()": 445,
            "element()": 338,
            "inner_assigned()": 42427,
            "of_call()": 18,
            "conditional(1) * 10000 + conditional(0)": 11121212,
            "chain()": 115,
            "literal()": 644,
            "self()": 53,
        },
    ),
    Case(
        "unions",
        """
        union U { uint64_t w; uint32_t h[2]; uint16_t q[4]; uint8_t b[8]; int8_t s[8]; struct {
            uint32_t lo, hi; }; struct { uint16_t first; uint8_t second; } named; };
        struct holder { int before; union { uint64_t whole; struct { uint32_t low; uint32_t high; };
            uint64_t banked[2]; }; union U u; int after; };
        static uint64_t bytes(void) { union U u; for (int i = 0; i < 8; i++) { u.b[i] = i + 0xf8; }
            return u.w; }
        static uint64_t parts(void) { union U u = { .w = 0x1122334455667788 };
            return u.h[1] + u.q[0] + u.lo + u.named.second; }
        static int sign(void) { union U u = { 0 }; u.b[3] = 0x80; return u.s[3]; }
        static uint64_t halves(void) { union U u; u.lo = 5; u.hi = 6; u.q[1] = 7; return u.w; }
        static uint64_t anonymous(void) { struct holder h = { .low = 1, .high = 2, .after = 3 };
            h.banked[1] = 9; h.whole += 4; return h.whole + h.after + h.banked[1]; }
        static uint64_t positional(void) { struct holder h = { 1, { 0x500000006 }, { 7 }, 8 };
            return h.low * 1000 + h.high * 100 + h.u.w * 10 + h.after + h.before; }
        static uint64_t indexed(int i) { union U u = { .w = 0x8877665544332211 }; u.q[i]++;
            return u.q[i] + u.b[i * 2]; }
        static uint64_t pointed(void) { union U u = { 0 }; uint32_t *p = &u.h[1]; uint8_t *q = u.b;
            *p = 0x01020304; q[1] = 0xee; p--; *p |= 1; return u.w; }
        static uint64_t member_pointer(struct holder *h) { uint32_t *p = &h->high; *p = 3;
            h->u.named.first = 0xabcd; return h->whole + h->u.w; }
        static uint64_t through(void) { struct holder h = { 0 }; return member_pointer(&h); }
        static uint64_t copied(void) { union U a = { .w = 5 }, b; b = a; a.w = 6; union U d = b;
            b.b[0]++; return d.w * 100 + b.w * 10 + a.w; }
        static uint64_t in_struct(void) { struct holder a = { .whole = 5 }, b = a; struct holder d;
            d = a; a.whole = 7; b.low++; d.high = 1;
            return a.whole * 100 + b.whole * 10 + (d.whole >> 32); }
        static uint64_t by_value(union U u) { u.lo++; return u.w; }
        static uint64_t passed(void) { union U u = { .lo = 4 }; uint64_t r = by_value(u);
            return r * 10 + u.lo; }
        static uint64_t array(void) { union U t[3] = { [1] = { .w = 9 } }; t[2] = t[1]; t[1].b[0] = 1;
            return t[2].w * 10 + t[1].w; }
        static uint64_t nested(void) { struct { union { struct { uint8_t a, b; uint16_t c; } x;
            uint32_t y; } z[2]; } s = { 0 }; s.z[1].x.b = 2; s.z[1].x.c = 3; return s.z[1].y; }
        static int calls; static int next(void) { return calls++; }
        static uint64_t once(void) { union U u = { .w = 0x0101010101010101 }; calls = 0;
            u.b[next()] += 4; int old = u.b[next()]++; u.b[next()] |= 0x10; return u.w + calls + old; }
        static uint64_t zeroed(void) { struct holder h = { .whole = 5, .u = { .w = 8 } }; memset(&h, 0,
            sizeof(h)); return h.whole + h.u.w; }
        """,
        {
            "bytes()": 0xFFFEFDFCFBFAF9F8,
            "parts()": 0x11223344 + 0x7788 + 0x55667788 + 0x66,
            "sign()": -128,
            "halves()": 0x0000000600070005,
            "anonymous()": 0x200000005 + 3 + 9,
            "positional()": 6579,
            "indexed(1)": 0x4434 + 0x34,
            "pointed()": 0x010203040000EE01,
            "through()": 0x30000ABCD,
            "copied()": 566,
            "in_struct()": 761,
            "passed()": 54,
            "array()": 91,
            "nested()": 0x30200,
            "once()": 0x0101010101110205 + 4,
            "zeroed()": 0,
            "sizeof(union U)": 8,
            "sizeof(struct holder)": 40,
        },
    ),
    Case(
        "arrays_of_pointers",
        """
        struct sub { int a; int b; };
        struct table { struct sub *entries[2]; int n; struct sub own[2]; };
        static int copied(void) { struct sub x = { 1 }, y = { 2 }; struct table t = { { &x, &y }, 2 },
            u = t, v; v = t; u.entries[0]->a = 7; v.entries[1] = &x;
            return x.a * 100 + t.entries[0]->a * 10 + v.entries[1]->a + t.entries[1]->a; }
        static int assigned(void) { struct sub x = { 1 }, y = { 2 }; struct table t = { { &x, &y } },
            u = { { &y, &x } }; u = t; return (u.entries[0] == &x) * 1000 + x.a * 10 + y.a; }
        static int in_array(void) { struct sub t[3] = { { 1 }, { 2 }, { 3 } }; struct table u = { {
            &t[1], &t[0] } }; struct table w = u; return (w.entries[0] + 1)->a * 10 + (w.entries[0] - t); }
        static int own(void) { struct table t = { .own = { { 1, 2 }, { 3, 4 } } };
            struct sub *p = &t.own[0]; p++; return p->a * 10 + (int)(p - t.own); }
        """,
        {"copied()": 779, "assigned()": 1012, "in_array()": 31, "own()": 31},
    ),
    Case(
        "layout",
        """
        struct flex { uint16_t count; uint32_t data[]; };
        struct deep { uint8_t tag; struct { uint16_t a; struct { uint64_t b; uint8_t c; } in; } mid;
            uint32_t arr[2][3]; };
        struct forward; struct forward { struct forward *next; int v; };
        typedef struct later later; struct later { int z; later *self; };
        static int list(void) { struct forward c = { NULL, 3 }, b = { &c, 2 }, a = { .next = &b,
            .v = 1 }; int s = 0; for (struct forward *p = &a; p; p = p->next) s = s * 10 + p->v; return s; }
        static int selfish(void) { later l = { 4 }; l.self = &l; l.self->self->z++; return l.z; }
        static int local_struct(void) { struct local { int a, b; } x = { 1, 2 }; struct local y = x;
            y.a = 5; typedef struct { int q; } t; t v = { 7 }; return x.a * 100 + y.a * 10 + v.q; }
        static int matrix(void) { int m[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } }; int s = 0; for (int i = 0;
            i < 2; i++) for (int j = 0; j < 3; j++) { m[i][j] += i; s = s * 10 + m[i][j]; } return s; }
        static int nested_arrays(void) { struct { int a[2][2]; struct { int b[2]; } in[2]; } s = { .a = {
            { 1, 2 }, { 3, 4 } }, .in = { { { 5, 6 } }, { { 7, 8 } } } }; s.a[1][0] = 9; s.in[1].b[0]++;
            return s.a[1][0] * 100 + s.in[1].b[0] * 10 + s.a[0][1]; }
        static int same_tag(void) { struct local { int c; uint64_t d; } x = { 1, 2 };
            struct local *p = &x; return p->d * 100 + sizeof(struct local); }
        static int row_pointer(void) { int m[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } }; int (*row)[3] = m;
            int *cell = m[1]; row++; return (*row)[0] * 100 + cell[2] * 10 + row[0][1]; }
        static int value = 5; static int *give(int x) { value += x; return &value; }
        static int function_pointers(void) { int *(*f)(int) = give; int *(*t[2])(int) = { give, f };
            int r = *f(1); *t[1](2) += 10; return r * 100 + value + *(*t[0])(0); }
        static int array_pointer(void) { int a[3] = { 1, 2, 3 }; int (*p)[3] = &a; (*p)[1] = 7;
            return a[1] * 10 + sizeof(*p) + (*p)[2]; }
        """,
        {
            "sizeof(struct flex)": 4,
            "sizeof(struct deep)": 56,
            "offsetof(struct deep, mid.in.b)": 16,
            "offsetof(struct deep, arr[1][2])": 52,
            "list()": 123,
            "selfish()": 5,
            "local_struct()": 157,
            "same_tag()": 216,
            "matrix()": 123567,
            "nested_arrays()": 982,
            "row_pointer()": 465,
            "function_pointers()": 636,
            "array_pointer()": 85,
        },
    ),
)
