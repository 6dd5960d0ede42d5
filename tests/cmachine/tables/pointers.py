"""Pointers: members, elements, bytes, arithmetic, containers, memory functions."""

from __future__ import annotations

from tests.cmachine.tables.case import Case

_STATE = """
#undef container_of
#define container_of(pointer, type, member) ((type *)((char *)(pointer) - offsetof(type, member)))
struct sub { uint32_t a; uint64_t b; };
struct state { uint8_t tag; uint32_t regs[4]; uint64_t wide; uint64_t banked[2]; struct sub sub;
    struct sub many[3];
    union { uint64_t both[2]; struct { uint64_t first, second; }; }; int16_t small; char text[8]; };
static struct state state;
static struct state *fresh(void) { memset(&state, 0, sizeof(state)); return &state; }
#define FIELD64(p, off) (*(uint64_t *)((char *)(p) + (off)))
#define FIELD32(p, off) (*(uint32_t *)((char *)(p) + (off)))
#define FIELD16(p, off) (*(uint16_t *)((uint8_t *)(p) + (off)))
"""

CASES = (
    Case(
        "byte_offsets",
        _STATE
        + """
        static uint64_t read_wide(void) { struct state *s = fresh(); s->wide = 0x1122334455667788;
            return FIELD64(s, offsetof(struct state, wide)); }
        static uint64_t write_wide(void) { struct state *s = fresh(); FIELD64(s, offsetof(struct state,
            wide)) = 7; FIELD64(s, offsetof(struct state, wide)) |= 0x100; return s->wide; }
        static uint64_t low_half(void) { struct state *s = fresh(); s->wide = 0x1122334455667788;
            return FIELD32(s, offsetof(struct state, wide)); }
        static uint64_t high_half(void) { struct state *s = fresh(); FIELD32(s, offsetof(struct state,
            wide) + 4) = 0xabcd; FIELD32(s, offsetof(struct state, wide)) = 1; return s->wide; }
        static uint64_t element(int i) { struct state *s = fresh(); s->banked[i] = 5; return FIELD64(s,
            offsetof(struct state, banked[i])) + FIELD64(s, offsetof(struct state, banked) + 8); }
        static uint64_t across(void) { struct state *s = fresh(); s->regs[1] = 1; s->regs[2] = 2;
            return FIELD64(s, offsetof(struct state, regs[1])); }
        static uint64_t write_across(void) { struct state *s = fresh(); FIELD64(s, offsetof(struct state,
            regs[2])) = 0x300000004; return s->regs[2] * 10 + s->regs[3]; }
        static uint64_t nested(void) { struct state *s = fresh(); FIELD64(s, offsetof(struct state,
            sub.b)) = 9; FIELD64(s, offsetof(struct state, many[2].b)) = 8;
            return s->sub.b * 10 + s->many[2].b; }
        static uint64_t in_union(void) { struct state *s = fresh(); FIELD64(s, offsetof(struct state,
            second)) = 3; FIELD32(s, offsetof(struct state, both[0]) + 4) = 1;
            return s->both[1] + s->first; }
        static uint64_t sixteen(void) { struct state *s = fresh(); s->small = -2; FIELD16(s,
            offsetof(struct state, regs) + 2) = 0xffff; return FIELD16(s, offsetof(struct state,
            small)) + s->regs[0]; }
        static uint64_t one_byte(void) { struct state *s = fresh(); s->wide = 0x1122334455667788;
            uint8_t *p = (uint8_t *)s + offsetof(struct state, wide);
            return p[1] * 1000 + *p + ((char *)s)[offsetof(struct state, wide) + 7]; }
        static uint64_t stored_offset(size_t off) { struct state *s = fresh();
            uint64_t *p = (uint64_t *)((char *)s + off); *p = 44; return *p + s->wide; }
        static int64_t signed_view(void) { struct state *s = fresh(); s->regs[0] = 0xfffffffe;
            return *(int32_t *)((char *)s + offsetof(struct state, regs)); }
        static uint64_t typed_byte_walk(void) { uint32_t a[2] = { 0x04030201, 0x08070605 };
            uint8_t *p = (uint8_t *)a; return p[0] * 1000 + p[3] * 100 + p[6]; }
        static uint64_t wide_view(void) { uint32_t a[4] = { 1, 2, 3, 4 }; uint64_t *p = (uint64_t *)a;
            return p[1]; }
        """,
        {
            "read_wide()": 0x1122334455667788,
            "write_wide()": 0x107,
            "low_half()": 0x55667788,
            "high_half()": 0xABCD00000001,
            "element(1)": 10,
            "element(0)": 5,
            "across()": 0x200000001,
            "write_across()": 43,
            "nested()": 98,
            "in_union()": 0x100000003,
            "sixteen()": 0xFFFF0000 + 0xFFFE,
            "one_byte()": 0x77 * 1000 + 0x88 + 0x11,
            "stored_offset(offsetof(struct state, wide))": 88,
            "stored_offset(offsetof(struct state, banked))": 44,
            "signed_view()": -2,
            "typed_byte_walk()": 1407,
            "wide_view()": 0x400000003,
        },
    ),
    Case(
        "members_and_elements",
        _STATE
        + """
        static int member(void) { struct state *s = fresh(); uint32_t *p = &s->regs[1]; *p = 5; p[1] = 6;
            *(p + 2) = 7; uint64_t *w = &s->wide; *w = 8; (*w)++; uint64_t *q = &s->sub.b; *q += 4;
            return s->regs[1] * 10000 + s->regs[2] * 1000 + s->regs[3] * 100 + s->wide * 10 + s->sub.b; }
        static int distance(void) { int a[10]; int *p = &a[2], *q = a + 7;
            return (q - p) * 10000 + (p < q) * 1000 + (p == a + 2) * 100 + (&a[7] == q) * 10 + (q >= a); }
        static int struct_distance(void) { struct state *s = fresh(); struct sub *p = s->many,
            *q = &s->many[2]; p++; q--;
            return (p == q) * 100 + (p - s->many) * 10 + (int)(&s->many[3] - p); }
        static int struct_walk(void) { struct sub t[] = { { 1 }, { 2 }, { 3 }, { 0 } }; int s = 0;
            for (struct sub *p = t; p->a; p++) s = s * 10 + p->a; for (struct sub *p = t; p < t + 3;
            ++p) s = s * 10 + p->a; return s; }
        static int backwards(void) { int a[4] = { 1, 2, 3, 4 }; int s = 0; for (int *p = a + 4; p-- > a;
            ) s = s * 10 + *p; return s; }
        static int negative(void) { int a[4] = { 1, 2, 3, 4 }; int *p = a + 3;
            return p[-1] * 10 + *(p - 3); }
        static int char_difference(void) { struct state *s = fresh(); return (char *)&s->wide - (char *)s; }
        static int element_difference(void) { struct state *s = fresh();
            return (uint8_t *)&s->many[1].b - (uint8_t *)&s->many[0]; }
        static int pointer_to_pointer(void) { int x = 1, y = 2; int *p = &x; int **pp = &p; **pp = 5;
            *pp = &y; *p = 7; return x * 10 + y; }
        static int pointer_array(void) { int x = 1, y = 2; int *t[2] = { &x, &y }; int **q = t;
            *q[1] = 9; **q = 3; return x * 10 + y; }
        static int out_parameter(struct sub **out) { static struct sub s = { 4, 5 }; *out = &s; return 0; }
        static int received(void) { struct sub *p = NULL; out_parameter(&p); return p->a * 10 + p->b; }
        static int null_tests(void) { struct sub *p = NULL; int *q = 0; int x; int *r = &x;
            return (p == NULL) * 1000 + !q * 100 + (r != NULL) * 10 + (r && !p); }
        static int through_void(void) { int x = 3; void *v = &x; int *p = v; *p += 2; struct sub s = {
            7 }; void *w = &s; return *(int *)v * 10 + ((struct sub *)w)->a; }
        static int address_of_element(void) { struct state *s = fresh(); struct sub *p = &s->many[1];
            p->a = 3; (p + 1)->a = 4; p[-1].a = 2;
            return s->many[0].a * 100 + s->many[1].a * 10 + s->many[2].a; }
        static int first_member(void) { struct { struct sub head; int z; } o = { { 6, 7 }, 8 };
            struct sub *p = (struct sub *)&o; p->a = 9; return o.head.a * 10 + p->b; }
        static int char_pointers(void) { char c = -1; char *p = &c;
            unsigned char *u = (unsigned char *)&c; int r = *p * 1000 + *u; *p = -3; return r + c; }
        static int signed_chars(void) { signed char a[2] = { -1, -2 }; signed char *p = a; p[0]--;
            int8_t x = -5; int8_t *q = &x; *q -= 1; struct { char c; int8_t s; } m = { -7, -8 };
            char *r = &m.c; int8_t *t = &m.s; return p[0] * 10000 + p[1] * 1000 + *q * 100 + *r * 10 + *t; }
        static int byte_writes(void) { uint8_t a[2] = { 0 }; char *p = (char *)a; p[0] = -1;
            *(p + 1) = 'a'; return a[0] * 1000 + a[1] + (p[0] < 0); }
        static int in_parentheses(void) { int x = 1, y = 2; int *p = &(x), *q = &((y)); *p = 5; *q += 2;
            return x * 10 + y; }
        static int swap(void) { int a = 1, b = 2; int *p = &a, *q = &b; int t = *p; *p = *q; *q = t;
            return a * 10 + b; }
        static int conditional(int c) { int a = 1, b = 2; *(c ? &a : &b) = 9; int *p = c ? &a : NULL;
            return a * 100 + b * 10 + (p != NULL); }
        static int array_of_struct_pointers(void) { struct sub x = { 1 }, y = { 2 }; struct sub *t[] = {
            &x, &y, NULL }; int s = 0; for (struct sub **p = t; *p; p++) s = s * 10 + (*p)->a;
            t[0]->a = 5; return s * 10 + x.a; }
        static int compound_pointer(void) { int a[5] = { 1, 2, 3, 4, 5 }; int *p = a; p += 3; p -= 1;
            *p += 10; return *p * 10 + (int)(p - a); }
        """,
        {
            "member()": 56794,
            "distance()": 51111,
            "struct_distance()": 112,
            "struct_walk()": 123123,
            "backwards()": 4321,
            "negative()": 31,
            "char_difference()": 24,
            "element_difference()": 24,
            "pointer_to_pointer()": 57,
            "pointer_array()": 39,
            "received()": 45,
            "null_tests()": 1111,
            "through_void()": 57,
            "address_of_element()": 234,
            "first_member()": 97,
            "char_pointers()": -748,
            "signed_chars()": -22678,
            "byte_writes()": 255098,
            "in_parentheses()": 54,
            "swap()": 21,
            "conditional(1) * 1000 + conditional(0)": 921190,
            "array_of_struct_pointers()": 125,
            "compound_pointer()": 132,
        },
    ),
    Case(
        "containers",
        _STATE
        + """
        static int of_struct(void) { struct state *s = fresh(); s->small = 6; struct sub *p = &s->sub;
            return container_of(p, struct state, sub)->small; }
        static int of_scalar(void) { struct state *s = fresh(); s->small = 6; uint64_t *p = &s->wide;
            return container_of(p, struct state, wide)->small; }
        static int of_element(void) { struct state *s = fresh(); s->small = 7;
            return container_of(&s->many[1], struct state, many[1])->small; }
        static int same(void) { struct state *s = fresh(); return container_of(&s->sub, struct state,
            sub) == s; }
        struct link { struct link *next; }; struct node { int v; struct link link; };
        static int list(void) { struct node c = { 3, { NULL } }, b = { 2, { &c.link } }, a = { 1, {
            &b.link } }; int s = 0; for (struct link *l = &a.link; l;
            l = l->next) s = s * 10 + container_of(l, struct node, link)->v; return s; }
        """,
        {"of_struct()": 6, "of_scalar()": 6, "of_element()": 7, "same()": 1, "list()": 123},
    ),
    Case(
        "memory",
        _STATE
        + """
        static int fill(void) { int a[4] = { 1, 2, 3, 4 }; memset(a, 0, 2 * sizeof(int));
            return a[0] * 1000 + a[1] * 100 + a[2] * 10 + a[3]; }
        static int fill_tail(void) { int a[4] = { 1, 2, 3, 4 }; memset(a + 2, 0, sizeof(int));
            return a[0] * 1000 + a[1] * 100 + a[2] * 10 + a[3]; }
        static int fill_ones(void) { uint32_t a[2]; uint8_t b[2]; memset(a, 0xff, sizeof(a)); memset(b,
            7, sizeof(b)); return (a[1] == 0xffffffff) * 10 + b[1]; }
        static int fill_chars(void) { char b[4] = "abc"; memset(b, 'x', 2);
            return b[0] * 10000 + b[1] * 100 + b[2]; }
        static int fill_scalar(void) { uint64_t x = 5; memset(&x, 0, sizeof(x));
            struct state *s = fresh(); s->wide = 4; s->small = 3; memset(&s->wide, 0, sizeof(s->wide));
            return x * 100 + s->wide * 10 + s->small; }
        static int fill_member_array(void) { struct state *s = fresh(); s->regs[0] = s->regs[3] = 4;
            s->wide = 5; memset(s->regs, 0, sizeof(s->regs)); return s->regs[0] + s->regs[3] + s->wide; }
        static int fill_start(void) { struct state *s = fresh(); s->tag = 1; s->regs[1] = 2; s->wide = 3;
            s->small = 4; memset(s, 0, offsetof(struct state, wide));
            return s->tag * 1000 + s->regs[1] * 100 + s->wide * 10 + s->small; }
        static int fill_union(void) { struct state *s = fresh(); s->both[0] = 1; s->both[1] = 2;
            memset(&s->both[0], 0, sizeof(uint64_t)); return s->both[0] * 10 + s->both[1]; }
        static int copy(void) { int a[4] = { 1, 2, 3, 4 }, b[4] = { 0 }; memcpy(b, a + 1,
            2 * sizeof(int)); return b[0] * 1000 + b[1] * 100 + b[2] * 10 + b[3]; }
        static int copy_wide(void) { uint64_t a[3] = { 1, 2, 3 }, b[8] = { 0 }; memcpy(b, a, sizeof(a));
            return b[0] * 1000 + b[1] * 100 + b[2] * 10 + b[3]; }
        static int copy_bytes(void) { uint8_t a[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }, b[8] = { 0 };
            memcpy(b + 1, a, 3); return b[0] * 1000 + b[1] * 100 + b[3] * 10 + b[4]; }
        static int copy_struct(void) { struct sub a = { 1, 2 }, b; memcpy(&b, &a, sizeof(b)); a.a = 9;
            return b.a * 10 + b.b; }
        static int copy_structs(void) { struct sub a[3] = { { 1 }, { 2 }, { 3 } }, b[3] = { { 0 } };
            memcpy(b, a, 2 * sizeof(struct sub)); a[0].a = 7; return b[0].a * 100 + b[1].a * 10 + b[2].a; }
        static int copy_text(void) { char b[8] = "zzzzzz"; memcpy(b, "ab", 2); memcpy(b + 3, "c", 2);
            return (strcmp(b, "abzc") == 0) * 10 + strlen(b); }
        static int compare_bytes(void) { uint8_t a[4] = { 1, 2, 3, 4 }, b[4] = { 1, 2, 5, 4 };
            return (memcmp(a, b, 2) == 0) * 100 + (memcmp(a, b, 4) < 0) * 10 + (memcmp(b, a, 3) > 0); }
        static int compare_words(void) { uint32_t a[2] = { 1, 256 }, b[2] = { 1, 1 };
            return memcmp(&a[0], &b[0], 4) == 0 && memcmp(a, b, sizeof(a)) < 0; }
        static int move(void) { int a[4] = { 1, 2, 3, 4 }; memmove(a + 1, a, 3 * sizeof(int));
            return a[0] * 1000 + a[1] * 100 + a[2] * 10 + a[3]; }
        static int allocate(void) { struct sub *p = malloc(sizeof(*p)); p->a = 4; p->b = 5;
            struct sub *t = calloc(3, sizeof(struct sub)); t[2].a = 6; int *i = malloc(4 * sizeof(int));
            i[3] = 7; int r = p->a * 1000 + p->b * 100 + t[2].a * 10 + t[1].a + i[3]; free(p); free(t);
            free(i); return r; }
        struct flex { int n; uint64_t data[]; };
        static int flexible(void) { struct flex *f = malloc(sizeof(*f) + 3 * sizeof(uint64_t)); f->n = 3;
            for (int i = 0; i < 3; i++) f->data[i] = i * i;
            return f->n * 100 + f->data[2] * 10 + f->data[1]; }
        static int by_value(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
        static int sorted(void) { int a[5] = { 5, 3, 4, 1, 2 }; qsort(a, 5, sizeof(int), by_value);
            int s = 0; for (int i = 0; i < 5; i++) s = s * 10 + a[i]; return s; }
        static int by_member(const void *a, const void *b) { const struct sub *x = a, *y = b;
            return (x->a > y->a) - (x->a < y->a); }
        static int sorted_structs(void) { struct sub t[] = { { 3, 1 }, { 1, 2 }, { 2, 3 } }; qsort(t, 3,
            sizeof(t[0]), by_member); return t[0].b * 100 + t[1].b * 10 + t[2].b; }
        """,
        {
            "fill()": 34,
            "compare_bytes()": 111,
            "compare_words()": 1,
            "fill_tail()": 1204,
            "fill_ones()": 17,
            "fill_chars()": 1212099,
            "fill_scalar()": 3,
            "fill_member_array()": 5,
            "fill_start()": 34,
            "fill_union()": 2,
            "copy()": 2300,
            "copy_wide()": 1230,
            "copy_bytes()": 130,
            "copy_struct()": 12,
            "copy_structs()": 120,
            "copy_text()": 14,
            "move()": 1123,
            "allocate()": 4567,
            "flexible()": 341,
            "sorted()": 12345,
            "sorted_structs()": 231,
        },
    ),
)
