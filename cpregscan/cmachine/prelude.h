/*
 * What a compiler, libc and glib declare, as the C machine sees it (LP64, little-endian).
 * Macros here win over those of the analysed tree; functions declared here have native models.
 */

typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long int64_t;
typedef unsigned long uint64_t;
typedef long intptr_t;
typedef unsigned long uintptr_t;
typedef long ptrdiff_t;
typedef long ssize_t;
typedef unsigned long size_t;
typedef long intmax_t;
typedef unsigned long uintmax_t;
typedef unsigned char uint_fast8_t;
typedef unsigned long uint_fast16_t;
typedef unsigned long uint_fast32_t;
typedef unsigned long uint_fast64_t;
typedef signed char int_fast8_t;
typedef long int_fast16_t;
typedef long int_fast32_t;
typedef unsigned int uint_least16_t;
typedef long off_t;
typedef long time_t;
typedef int pid_t;
typedef _Bool bool;
typedef char *va_list;
typedef char gchar;
typedef unsigned char guchar;
typedef short gshort;
typedef int gint;
typedef unsigned int guint;
typedef long glong;
typedef unsigned long gulong;
typedef int gint32;
typedef unsigned int guint32;
typedef long gint64;
typedef unsigned long guint64;
typedef unsigned long gsize;
typedef long gssize;
typedef int gboolean;
typedef void *gpointer;
typedef const void *gconstpointer;
typedef unsigned int GQuark;
typedef struct FILE FILE;
typedef struct GHashTable GHashTable;
typedef struct GArray { char *data; guint len; } GArray;
typedef struct GByteArray { uint8_t *data; guint len; } GByteArray;
typedef struct GPtrArray { gpointer *pdata; guint len; } GPtrArray;
typedef struct GString { char *str; gsize len; gsize allocated_len; } GString;
typedef struct GList { gpointer data; struct GList *next; struct GList *prev; } GList;
typedef struct GSList { gpointer data; struct GSList *next; } GSList;
typedef struct GHashTableIter { int position; } GHashTableIter;
typedef struct GError { GQuark domain; int code; char *message; } GError;
typedef struct GTree GTree;
typedef struct GSource GSource;
typedef struct GMainLoop GMainLoop;
typedef struct GMainContext GMainContext;
typedef struct GRand GRand;
typedef struct GPollFD { int fd; unsigned short events; unsigned short revents; } GPollFD;
typedef struct GIOChannel GIOChannel;
typedef struct GTimer GTimer;
typedef struct GModule GModule;
typedef guint (*GHashFunc)(gconstpointer key);
typedef gboolean (*GEqualFunc)(gconstpointer a, gconstpointer b);
typedef void (*GDestroyNotify)(gpointer data);
typedef void (*GHFunc)(gpointer key, gpointer value, gpointer user_data);
typedef void (*GFunc)(gpointer data, gpointer user_data);
typedef gint (*GCompareFunc)(gconstpointer a, gconstpointer b);
typedef gint (*GCompareDataFunc)(gconstpointer a, gconstpointer b, gpointer user_data);
typedef gboolean (*GHRFunc)(gpointer key, gpointer value, gpointer user_data);
typedef struct pthread_mutex_t { int unused; } pthread_mutex_t;
typedef struct pthread_cond_t { int unused; } pthread_cond_t;
typedef struct pthread_rwlock_t { int unused; } pthread_rwlock_t;
typedef unsigned long pthread_t;
typedef unsigned int pthread_key_t;
typedef struct sem_t { int unused; } sem_t;
typedef struct sigset_t { int unused; } sigset_t;
typedef struct siginfo_t { int unused; } siginfo_t;
typedef struct jmp_buf { int unused; } jmp_buf;
typedef struct sigjmp_buf { int unused; } sigjmp_buf;
struct timeval { long tv_sec; long tv_usec; };
struct timespec { long tv_sec; long tv_nsec; };
struct iovec { void *iov_base; size_t iov_len; };
typedef struct socklen_t { int unused; } socklen_t;

#define NULL ((void *)0)
#define true 1
#define false 0
#define TRUE 1
#define FALSE 0
#define INT8_MIN (-128)
#define INT16_MIN (-32768)
#define INT32_MIN (-2147483647 - 1)
#define INT64_MIN (-9223372036854775807L - 1)
#define INT8_MAX 127
#define INT16_MAX 32767
#define INT32_MAX 2147483647
#define INT64_MAX 9223372036854775807L
#define UINT8_MAX 255
#define UINT16_MAX 65535
#define UINT32_MAX 4294967295U
#define UINT64_MAX 18446744073709551615UL
#define SIZE_MAX UINT64_MAX
#define INT_MIN INT32_MIN
#define INT_MAX INT32_MAX
#define UINT_MAX UINT32_MAX
#define LONG_MAX INT64_MAX
#define LONG_MIN INT64_MIN
#define ULONG_MAX UINT64_MAX
#define CHAR_BIT 8
#define UINT64_C(value) value ## UL
#define INT64_C(value) value ## L
#define UINT32_C(value) value ## U
#define PRId8 "d"
#define PRId16 "d"
#define PRId32 "d"
#define PRId64 "ld"
#define PRIi32 "i"
#define PRIi64 "li"
#define PRIu8 "u"
#define PRIu16 "u"
#define PRIu32 "u"
#define PRIu64 "lu"
#define PRIx8 "x"
#define PRIx16 "x"
#define PRIx32 "x"
#define PRIx64 "lx"
#define PRIX32 "X"
#define PRIX64 "lX"
#define PRIo64 "lo"
#define PRIuMAX "lu"
#define PRIxPTR "lx"
#define EPERM 1
#define ENOENT 2
#define EIO 5
#define EAGAIN 11
#define ENOMEM 12
#define EBUSY 16
#define ENODEV 19
#define EINVAL 22
#define ENOTTY 25
#define ENOSPC 28
#define ERANGE 34
#define ENOSYS 38
#define ENOTSUP 95
#define EOPNOTSUPP 95
#define STDERR_FILENO 2
#define EXIT_FAILURE 1
#define EXIT_SUCCESS 0

#define __extension__
#define __inline__ inline
#define __inline inline
#define __restrict
#define __restrict__
#define restrict
#define __volatile__
#define __const const
#define __signed__ signed
#define __attribute__(x)
#define __attribute(x)
#define __asm__(x)
#define __builtin_expect(value, expected) (value)
#define __builtin_memcpy(target, source, size) memcpy(target, source, size)
#define __builtin_constant_p(value) 1
#define __builtin_types_compatible_p(a, b) 0
#define __builtin_add_overflow(a, b, r) \
    (*(r) = (a) + (b), (typeof(*(r)))-1 < 0 ? (((a) ^ *(r)) & ((b) ^ *(r))) < 0 : *(r) < (a))
#define __builtin_sub_overflow(a, b, r) \
    (*(r) = (a) - (b), (typeof(*(r)))-1 < 0 ? (((a) ^ (b)) & ((a) ^ *(r))) < 0 : (a) < (b))
#define __builtin_choose_expr(condition, a, b) ((condition) ? (a) : (b))
#define __alignof__(x) 16
#define _Alignof(x) 16
#define alignof(x) 16
#define _Static_assert(...)
#define static_assert(...)
#define _Noreturn
#define __func__ __machine_function
#define __FUNCTION__ __machine_function
#define __FILE__ "file"
#define __LINE__ 1
#define __COUNTER__ 1
#define typeof_strip_qual typeof
#define __typeof__ typeof
#define __typeof typeof
#define thread_local
#define __thread
#define va_start(list, last)
#define va_end(list)

#define offsetof(type, member) __machine_offsetof(sizeof(type), (member))
#define container_of(pointer, type, member) \
    ((type *)__machine_container(pointer, sizeof(type), (member)))
#define DO_UPCAST(type, field, pointer) container_of(pointer, type, field)
#define assert(condition) __machine_assert((condition), #condition)
#define g_assert(condition) assert(condition)
#define g_assert_not_reached() __machine_unreachable()
#define g_assert_cmpint(a, operator, b) assert((a) operator (b))
#define g_assert_cmpuint(a, operator, b) assert((a) operator (b))
#define abort() __machine_abort()
#define exit(status) __machine_exit(status)

#define GLIB_CHECK_VERSION(major, minor, micro) 1
#define G_GNUC_PRINTF(a, b)
#define G_GNUC_UNUSED
#define G_GNUC_CONST
#define G_GNUC_WARN_UNUSED_RESULT
#define G_GNUC_NULL_TERMINATED
#define G_GNUC_PURE
#define G_NORETURN
#define G_N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))
#define G_BEGIN_DECLS
#define G_END_DECLS
#define G_DEFINE_AUTOPTR_CLEANUP_FUNC(type, function)
#define G_STATIC_ASSERT(x)
#define G_LIKELY(x) (x)
#define G_UNLIKELY(x) (x)
#define g_autofree
#define g_autoptr(type) type *
#define g_auto(type) type
#define g_new(type, count) ((type *)__machine_new(sizeof(type), count))
#define g_new0(type, count) ((type *)__machine_new0(sizeof(type), count))
#define g_try_new(type, count) g_new(type, count)
#define g_try_new0(type, count) g_new0(type, count)
#define g_renew(type, memory, count) ((type *)__machine_renew(sizeof(type), memory, count))
#define g_free(memory) __machine_free(memory)
#define g_clear_pointer(pointer, destroy) (*(pointer) = NULL)
#define g_steal_pointer(pointer) __machine_steal(pointer)
#define g_array_index(array, type, index) (((type *)(array)->data)[index])
#define g_ptr_array_index(array, index) ((array)->pdata)[index]
#define GINT_TO_POINTER(value) ((gpointer)(glong)(value))
#define GPOINTER_TO_INT(pointer) ((gint)(glong)(pointer))
#define GUINT_TO_POINTER(value) ((gpointer)(gulong)(value))
#define GPOINTER_TO_UINT(pointer) ((guint)(gulong)(pointer))

#define G_ALIGNED(x)
#define QEMU_ALIGNED(x)
#define QEMU_PACKED
#define QEMU_NORETURN
#define QEMU_WARN_UNUSED_RESULT
#define QEMU_SENTINEL
#define QEMU_NONNULL(x)
#define QEMU_NONSTRING
#define QEMU_FLATTEN
#define QEMU_ALWAYS_INLINE
#define QEMU_ARTIFICIAL
#define QEMU_ERROR(x)
#define QEMU_COLD
#define QEMU_ANNOTATE(x)
#define QEMU_DISABLE_CFI
#define QEMU_USED
#define QEMU_GENERIC(...) 0
#define TSA_NO_TSA
#define TSA_REQUIRES(...)
#define TSA_GUARDED_BY(...)
#define GCC_FMT_ATTR(a, b)
#define coroutine_fn
#define coroutine_mixed_fn
#define no_coroutine_fn
#define co_wrapper
#define likely(x) (x)
#define unlikely(x) (x)
#define QEMU_IS_ARRAY(x) 1
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define QEMU_BUILD_BUG_ON(x)
#define QEMU_BUILD_BUG_MSG(x, message)
#define QEMU_BUILD_BUG_ON_ZERO(x) 0
#define QEMU_BUILD_BUG_ON_STRUCT(x) struct { int unused; }
#define qemu_build_not_reached() __machine_unreachable()
#define qemu_build_not_reached_always() __machine_unreachable()
#define qemu_build_assert(x)
#define sizeof_field(type, field) sizeof(((type *)0)->field)
#define MIN_CONST(a, b) ((a) < (b) ? (a) : (b))
#define MAX_CONST(a, b) ((a) > (b) ? (a) : (b))
#define MIN(a, b) __machine_min(a, b)
#define MAX(a, b) __machine_max(a, b)
#define type_check(a, b) 0
#define typeof_field(type, field) typeof(((type *)0)->field)
#define qatomic_read(pointer) (*(pointer))
#define qatomic_set(pointer, value) ((void)(*(pointer) = (value)))
#define atomic_read(pointer) (*(pointer))
#define atomic_set(pointer, value) ((void)(*(pointer) = (value)))
#define qatomic_or(pointer, value) ((void)(*(pointer) |= (value)))
#define atomic_or(pointer, value) ((void)(*(pointer) |= (value)))
#define qatomic_and(pointer, value) ((void)(*(pointer) &= (value)))
#define qatomic_load_acquire(pointer) (*(pointer))
#define qatomic_store_release(pointer, value) ((void)(*(pointer) = (value)))
#define qatomic_rcu_read(pointer) (*(pointer))
#define qatomic_rcu_set(pointer, value) ((void)(*(pointer) = (value)))
#define qatomic_mb_read(pointer) (*(pointer))
#define qatomic_mb_set(pointer, value) ((void)(*(pointer) = (value)))
#define qatomic_set_mb(pointer, value) ((void)(*(pointer) = (value)))
#define qatomic_load_acquire__nocheck(pointer) (*(pointer))
#define qatomic_read__nocheck(pointer) (*(pointer))
#define qatomic_set__nocheck(pointer, value) ((void)(*(pointer) = (value)))
#define qatomic_inc(pointer) ((void)(*(pointer) += 1))
#define qatomic_dec(pointer) ((void)(*(pointer) -= 1))
#define smp_mb()
#define smp_wmb()
#define smp_rmb()
#define barrier()
#define qemu_log_mask(...) ((void)0)
#define qemu_log(...) ((void)0)

#define OBJECT(object) ((Object *)(void *)(object))
#define OBJECT_CLASS(class) ((ObjectClass *)(void *)(class))
#define OBJECT_CHECK(type, object, name) ((type *)(void *)(object))
#define OBJECT_CLASS_CHECK(type, class, name) ((type *)(void *)(class))
#define OBJECT_GET_CLASS(type, object, name) ((type *)(void *)object_get_class(OBJECT(object)))
#define INTERFACE_CHECK(interface, object, name) ((interface *)(void *)(object))
#define object_initialize_child(parent, name, child, ...) \
    __machine_initialize_child(parent, name, child, __VA_ARGS__)
void __machine_initialize_child(void *parent, const char *name, void *child, ...);
#define type_init(function) __machine_type_init(function)
#define __machine_type_init(function) static void (*__machine_type_init_##function)(void) = function;
#define ERRP_GUARD() do { if (!errp) { errp = __machine_error_cell(); } } while (0)
void *__machine_error_cell(void);
#define module_obj(name)
#define module_arch(name)
#define module_dep(name)
#define module_kconfig(name)
#define DECLARE_INSTANCE_CHECKER(InstanceType, OBJ_NAME, TYPENAME) \
    static inline InstanceType *OBJ_NAME(const void *obj) { return (InstanceType *)obj; }
#define DECLARE_CLASS_CHECKERS(ClassType, OBJ_NAME, TYPENAME) \
    static inline ClassType *OBJ_NAME##_GET_CLASS(const void *obj) \
    { return (ClassType *)(void *)object_get_class((Object *)(void *)obj); } \
    static inline ClassType *OBJ_NAME##_CLASS(const void *klass) { return (ClassType *)klass; }
