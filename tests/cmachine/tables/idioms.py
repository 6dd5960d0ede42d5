"""Ways of writing that QEMU's code is full of."""

from __future__ import annotations

from tests.cmachine.tables.case import Case

CASES = (
    Case(
        "bits",
        """
        static inline uint32_t extract32(uint32_t value, int start, int length) {
            return (value >> start) & (~0U >> (32 - length)); }
        static inline uint64_t extract64(uint64_t value, int start, int length) {
            return (value >> start) & (~0ULL >> (64 - length)); }
        static inline int32_t sextract32(uint32_t value, int start, int length) {
            return ((int32_t)(value << (32 - length - start))) >> (32 - length); }
        static inline int64_t sextract64(uint64_t value, int start, int length) {
            return ((int64_t)(value << (64 - length - start))) >> (64 - length); }
        static inline uint64_t deposit64(uint64_t value, int start, int length, uint64_t fieldval) {
            uint64_t mask = (~0ULL >> (64 - length)) << start;
            return (value & ~mask) | ((fieldval << start) & mask); }
        #define BITS_PER_LONG 64
        #define BIT_MASK(nr) (1UL << ((nr) % BITS_PER_LONG))
        #define BIT_WORD(nr) ((nr) / BITS_PER_LONG)
        #define DECLARE_BITMAP(name, bits) unsigned long name[((bits) + BITS_PER_LONG - 1) / BITS_PER_LONG]
        static inline void put_bit(long nr, unsigned long *addr) {
            unsigned long *p = addr + BIT_WORD(nr); *p |= BIT_MASK(nr); }
        static inline void drop_bit(long nr, unsigned long *addr) { addr[BIT_WORD(nr)] &= ~BIT_MASK(nr); }
        static inline int get_bit(long nr, const unsigned long *addr) {
            return 1UL & (addr[BIT_WORD(nr)] >> (nr & (BITS_PER_LONG - 1))); }
        struct map { int n; DECLARE_BITMAP(bits, 130); };
        static int bitmap(void) { struct map m = { 0 }; put_bit(3, m.bits); put_bit(64, m.bits);
            put_bit(129, m.bits); drop_bit(64, m.bits); return get_bit(3, m.bits) * 1000 + get_bit(64,
            m.bits) * 100 + get_bit(129, m.bits) * 10 + (m.bits[2] == 2); }
        static uint64_t feature(uint64_t features, int feature) {
            return (features & (1ULL << feature)) != 0; }
        static inline uint32_t rol32(uint32_t word, unsigned int shift) {
            return (word << (shift & 31)) | (word >> (-shift & 31)); }
        static int is_power_of_2(uint64_t value) { if (!value) { return 0; }
            return !(value & (value - 1)); }
        static int lowest(uint32_t v) { return v ? __builtin_ctz(v) : 32; }
        static int count(uint64_t v) { int n = 0; while (v) { v &= v - 1; n++; } return n; }
        static uint64_t midr(int implementer, int variant) {
            return ((uint64_t)implementer << 24) | (variant << 20) | 0xf << 16; }
        static uint32_t sized(int n) { return 0x80000000 | n << 28; }
        static int backwards(unsigned n) { int c = 0; for (unsigned i = n - 1; i < n; i--) { c += i; }
            return c; }
        static uint8_t checksum(const uint8_t *p, int n) { uint8_t s = 0; while (n--) {
            s = (s << 1) ^ *p++; } return s; }
        static int summed(void) { uint8_t b[] = { 0xff, 0x81, 3 }; return checksum(b, sizeof(b)); }
        #define ROUND_UP(n, d) (((n) + (d) - 1) & -(0 ? (n) : (d)))
        #define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
        """,
        {
            "extract32(0xabcd1234, 8, 12)": 0xD12,
            "extract64(0xfedcba9876543210, 60, 4)": 15,
            "sextract32(0x80, 4, 4)": -8,
            "sextract64(0xfff, 0, 12)": -1,
            "sextract64(1ULL << 63, 63, 1)": -1,
            "deposit64(~0ULL, 8, 8, 0)": 0xFFFFFFFFFFFF00FF,
            "deposit64(0, 0, 64, 5)": 5,
            "bitmap()": 1011,
            "feature(1ULL << 40, 40) * 10 + feature(1, 40)": 10,
            "rol32(0x80000001, 4)": 0x18,
            "rol32(5, 0)": 5,
            "is_power_of_2(64) * 10 + is_power_of_2(65)": 10,
            "lowest(0x80) * 100 + lowest(0)": 732,
            "count(0xf0f0)": 8,
            "midr(0x41, 3)": 0x413F0000,
            "sized(7)": 0xF0000000,
            "sized(8)": 0x80000000,
            "backwards(5)": 10,
            "summed()": 0xFD,
            "ROUND_UP(13, 8) * 100 + DIV_ROUND_UP(13, 8)": 1602,
            "ROUND_UP(13ULL, 8)": 16,
            "-(uint64_t)1 >> 60": 15,
            "(uint32_t)~0 >> 4": 0x0FFFFFFF,
            "~0 >> 4": -1,
            "(1 << 3) - 1": 7,
        },
    ),
    Case(
        "queues",
        """
        #define QLIST_ENTRY(type) struct { struct type *le_next; struct type **le_prev; }
        #define QLIST_INIT(head) do { (head)->lh_first = NULL; } while (0)
        #define QLIST_INSERT_HEAD(head, elm, field) do { \\
            if (((elm)->field.le_next = (head)->lh_first) != NULL) \\
                (head)->lh_first->field.le_prev = &(elm)->field.le_next; \\
            (head)->lh_first = (elm); (elm)->field.le_prev = &(head)->lh_first; } while (0)
        #define QLIST_REMOVE(elm, field) do { \\
            if ((elm)->field.le_next != NULL) (elm)->field.le_next->field.le_prev = (elm)->field.le_prev; \\
            *(elm)->field.le_prev = (elm)->field.le_next; } while (0)
        #define QLIST_FOREACH(var, head, field) for ((var) = ((head)->lh_first); (var); (var) = ((var)->field.le_next))
        #define QSIMPLEQ_INSERT_TAIL(head, elm, field) do { (elm)->next = NULL; *(head)->sqh_last = (elm); \\
            (head)->sqh_last = &(elm)->next; } while (0)
        struct node { int v; QLIST_ENTRY(node) entry; struct node *next; };
        struct list { struct node *lh_first; };
        struct queue { struct node *sqh_first; struct node **sqh_last; };
        static int walk(struct list *head) { struct node *n; int s = 0; QLIST_FOREACH(n, head, entry) {
            s = s * 10 + n->v; } return s; }
        static int inserted(void) { struct list head; struct node a = { 1 }, b = { 2 }, c = { 3 };
            QLIST_INIT(&head); QLIST_INSERT_HEAD(&head, &a, entry); QLIST_INSERT_HEAD(&head, &b, entry);
            QLIST_INSERT_HEAD(&head, &c, entry); return walk(&head); }
        static int removed(int which) { struct list head = { NULL }; struct node t[3] = { { 1 }, { 2 }, {
            3 } }; for (int i = 0; i < 3; i++) { QLIST_INSERT_HEAD(&head, &t[i], entry); }
            QLIST_REMOVE(&t[which], entry); return walk(&head); }
        static int queued(void) { struct queue q = { NULL, &q.sqh_first }; struct node t[3] = { { 1 }, {
            2 }, { 3 } }; for (int i = 0; i < 3; i++) { QSIMPLEQ_INSERT_TAIL(&q, &t[i], entry); }
            int s = 0; for (struct node *n = q.sqh_first; n; n = n->next) { s = s * 10 + n->v; } return s; }
        static void insert_sorted(struct node **link, struct node *n) {
            while (*link && (*link)->v < n->v) { link = &(*link)->next; } n->next = *link; *link = n; }
        static int sorted(void) { struct node t[4] = { { 3 }, { 1 }, { 4 }, { 2 } }, *first = NULL;
            for (int i = 0; i < 4; i++) { insert_sorted(&first, &t[i]); } int s = 0;
            for (struct node *n = first; n; n = n->next) { s = s * 10 + n->v; } return s; }
        static struct node *reverse(struct node *n) { struct node *done = NULL; while (n) {
            struct node *next = n->next; n->next = done; done = n; n = next; } return done; }
        static int reversed(void) { struct node c = { 3 }, b = { .v = 2, .next = &c }, a = { .v = 1,
            .next = &b }; int s = 0; for (struct node *n = reverse(&a); n; n = n->next) {
            s = s * 10 + n->v; } return s; }
        """,
        {
            "inserted()": 321,
            "removed(0)": 32,
            "removed(1)": 31,
            "removed(2)": 21,
            "queued()": 123,
            "sorted()": 1234,
            "reversed()": 321,
        },
    ),
    Case(
        "heads",
        """
        #define QLIST_HEAD(name, type) struct name { struct type *lh_first; }
        #define QTAILQ_HEAD_INITIALIZER(head) { NULL, &(head).first }
        struct node { int v; struct node *next; };
        QLIST_HEAD(list, node);
        static struct list head;
        struct queue { struct node *first; struct node **last; };
        static struct queue queue = QTAILQ_HEAD_INITIALIZER(queue);
        """,
        {"sizeof(struct list)": 8, "head.lh_first == NULL": 1, "queue.last == &queue.first": 1},
    ),
    Case(
        "texts",
        """
        static char *copy(char *to, const char *from) { char *start = to; while ((*to++ = *from++)) { }
            return start; }
        static int copied(void) { char b[8]; copy(b, "hello"); return strlen(b) * 1000 + b[4]; }
        static int compare(const char *a, const char *b) { while (*a && *a == *b) { a++, b++; }
            return *(const unsigned char *)a - *(const unsigned char *)b; }
        static int number(const char *s) { int n = 0, sign = 1; if (*s == '-') { sign = -1; s++; } for (;
            *s >= '0' && *s <= '9'; s++) { n = n * 10 + (*s - '0'); } return sign * n; }
        static int upper(char c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; }
        static int shouted(void) { char b[] = "mixED"; int s = 0; for (char *p = b; *p; p++) {
            *p = upper(*p); s += *p; } return s + (b[0] == 'M'); }
        static const struct { const char *name; int value; } names[] = { { "one", 1 }, { "two", 2 }, {
            NULL, -1 } };
        static int lookup(const char *name) { int i; for (i = 0; names[i].name; i++) {
            if (!strcmp(names[i].name, name)) { return names[i].value; } } return names[i].value; }
        static int tokens(const char *s) { int n = 0, in = 0; for (const char *p = s; *p != '\\0'; ++p) {
            if (*p == ' ') { in = 0; } else if (!in) { in = 1; n++; } } return n; }
        static int reversed(void) { char b[] = "abcd"; for (char *i = b, *j = b + strlen(b) - 1; i < j;
            i++, j--) { char t = *i; *i = *j; *j = t; } return b[0] * 1000 + b[3]; }
        static int hex(const char *s) { unsigned v = 0; char c; while ((c = *s++) != 0) {
            v = v * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); } return v; }
        """,
        {
            "copied()": 5111,
            'compare("abc", "abd")': -1,
            'compare("ab", "abc")': -99,
            'compare("same", "same")': 0,
            'compare("\\377", "a")': 158,
            'number("-123x")': -123,
            "shouted()": 376,
            'lookup("two") * 10 + lookup("three")': 19,
            'tokens(" a bc  d ")': 3,
            "reversed()": 100097,
            'hex("fF09")': 0xFF09,
        },
    ),
    Case(
        "conditions",
        """
        struct thing { int n; struct thing *next; bool (*ok)(const struct thing *); };
        static bool positive(const struct thing *t) { return t->n > 0; }
        static int calls; static struct thing *give(struct thing *t) { calls++; return t; }
        static int checked(struct thing *t) { if (t && t->next && t->next->ok && t->next->ok(t->next)) {
            return 1; } return 0; }
        static int chain(void) { struct thing b = { 5, NULL, positive }, a = { 1, &b };
            return checked(&a) * 100 + checked(&b) * 10 + checked(NULL); }
        static int assigned(void) { struct thing a = { 3 }, *p;
            if ((p = give(&a)) != NULL && p->n == 3) { return p->n + calls; } return -1; }
        static int either(int a, int b) { return (a || b) + (a && b) * 2 + !a * 4 + !!b * 8; }
        static int pointers(int *p, int *q) {
            return (p == q) + (p != NULL) * 2 + !q * 4 + (p && q) * 8 + (p || q) * 16; }
        static int of_pointers(void) { int x, y; return pointers(&x, &y) * 1000 + pointers(&x,
            NULL) * 100 + pointers(NULL, NULL); }
        static bool flag(uint64_t v) { return v & (1ULL << 40); }
        static bool both(uint32_t v) { return (v & 3) == 3; }
        static int nested(int a, int b) { return a ? b ? 1 : 2 : b ? 3 : 4; }
        static int mixed(int8_t a, uint8_t b, uint32_t c) {
            return (a < b) * 100 + (a < c) * 10 + (a == (int8_t)c); }
        static int dangling(int a) { if (a > 0) if (a > 10) return 1; else return 2;
            else if (a < -10) return 3; else { if (!a) return 4; } return 5; }
        static int side_effects(void) { int i = 0, n = 0; if (i++ || ++n) { n += 10; } if (i-- && !n--) {
            n += 100; } return i * 1000 + n; }
        static int selected(int k) { const int *t = k ? (const int[]){ 1, 2 } : (const int[]){ 3, 4 };
            return t[1]; }
        static int64_t widened(int c) { return c ? -1 : 0u; }
        static int64_t narrowed(int c) { int x = c ? 0x1ffffffffLL : 5; return x; }
        static int early(const struct thing *t) { int n = 0; for (; t; t = t->next) { if (!t->ok) {
            continue; } if (!t->ok(t)) { break; } n += t->n; } return n; }
        static int stopped(void) { struct thing d = { 9, NULL, positive }, c = { -1, &d, positive },
            b = { 7, &c }, a = { 2, &b, positive }; return early(&a); }
        """,
        {
            "chain()": 100,
            "assigned()": 4,
            "either(0, 0)": 4,
            "either(7, 0)": 1,
            "either(-1, 9)": 11,
            "of_pointers()": 26000 + 2200 + 5,
            "flag(1ULL << 40) * 10 + flag(1)": 10,
            "both(7) * 10 + both(6)": 10,
            "nested(1, 0) * 1000 + nested(0, 1) * 100 + nested(0, 0) * 10 + nested(1, 1)": 2341,
            "mixed(-1, 255, 0xffffffff)": 101,
            "mixed(5, 4, 6)": 10,
            "dangling(11) * 10000 + dangling(5) * 1000 + dangling(-11) * 100 + dangling(0) * 10 + dangling(-5)": 12345,
            "side_effects()": 10,
            "selected(1) * 10 + selected(0)": 24,
            "widened(1)": 0xFFFFFFFF,
            "narrowed(1)": -1,
            "stopped()": 2,
        },
    ),
)
