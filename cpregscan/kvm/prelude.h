/*
 * What the kernel's headers declare that are not read, as the C machine sees it, and the leaf predicates:
 * what a VM, its host or the kernel's configuration decides. Macros here win over those of the analysed tree.
 */

typedef signed char s8;
typedef unsigned char u8;
typedef short s16;
typedef unsigned short u16;
typedef int s32;
typedef unsigned int u32;
typedef long s64;
typedef unsigned long u64;
typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long __s64;
typedef unsigned long __u64;
typedef unsigned short __be16;
typedef unsigned int __be32;
typedef unsigned long __be64;
typedef unsigned short __le16;
typedef unsigned int __le32;
typedef unsigned long __le64;
typedef unsigned __int128 __uint128_t;
typedef unsigned __int128 u128;
typedef unsigned __int128 __u128;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef unsigned long phys_addr_t;
typedef unsigned long gpa_t;
typedef unsigned long gfn_t;
typedef unsigned long hpa_t;
typedef unsigned long hva_t;
typedef unsigned int gfp_t;
typedef unsigned long pgprot_t;
typedef struct { int counter; } atomic_t;
typedef struct { long counter; } atomic64_t;

/* What all architectures have in common. */
struct kvm { struct kvm_arch arch; };
struct kvm_vcpu { struct kvm *kvm; int vcpu_id; int vcpu_idx; unsigned long requests; struct kvm_vcpu_arch arch; };

#define __user
#define __iomem
#define __kernel
#define __force
#define __percpu
#define __rcu
#define __init
#define __initdata
#define __exit
#define __ro_after_init
#define __read_mostly
#define __maybe_unused
#define __must_check
#define __always_inline inline
#define __always_unused
#define __used
#define __weak
#define __packed
#define __cold
#define __hot
#define __pure
#define __noreturn
#define noinline
#define asmlinkage
#define notrace
#define noinstr
#define __private
#define __guarded_by(...)
#define __aligned(...)
#define __printf(...)
#define __section(...)
#define __designated_init
#define __no_sanitize_address
#define __randomize_layout
#define __counted_by(...)
#define ____cacheline_aligned
#define ____cacheline_aligned_in_smp
#define __cacheline_aligned
#define fallthrough ((void)0)

#define UL(value) value ## UL
#define ULL(value) value ## UL
#define _UL(value) value ## UL
#define _ULL(value) value ## UL
#define _AC(value, suffix) value ## suffix
#define _BITUL(bit) (1UL << (bit))
#define BIT(bit) (1UL << (bit))
#define BIT_ULL(bit) (1UL << (bit))
#define GENMASK(high, low) ((~0UL << (low)) & (~0UL >> (63 - (high))))
#define GENMASK_ULL(high, low) GENMASK(high, low)
#define GENMASK_U64(high, low) GENMASK(high, low)
#define BITS_PER_LONG 64
#define BITS_PER_LONG_LONG 64
#define FIELD_GET(mask, value) (((value) & (mask)) / ((mask) & -(mask)))
#define FIELD_PREP(mask, value) (((value) * ((mask) & -(mask))) & (mask))
#define FIELD_PREP_CONST(mask, value) FIELD_PREP(mask, value)
#define FIELD_MAX(mask) ((mask) / ((mask) & -(mask)))
#define IS_ALIGNED(value, alignment) (((value) & ((alignment) - 1)) == 0)
#define ALIGN(value, alignment) (((value) + (alignment) - 1) & ~((alignment) - 1))
#define DIV_ROUND_UP(value, divisor) (((value) + (divisor) - 1) / (divisor))
#define BITS_TO_LONGS(bits) DIV_ROUND_UP(bits, 64)
#define DECLARE_BITMAP(name, bits) unsigned long name[BITS_TO_LONGS(bits)]
#define DECLARE_FLEX_ARRAY(type, name) type name[0]
#define upper_32_bits(value) ((u32)((value) >> 32))
#define lower_32_bits(value) ((u32)(value))
#define min(a, b) __machine_min(a, b)
#define max(a, b) __machine_max(a, b)
#define min_t(type, a, b) __machine_min((type)(a), (type)(b))
#define max_t(type, a, b) __machine_max((type)(a), (type)(b))
#define __stringify(...) #__VA_ARGS__
#define IS_ENABLED(option) 1
#define IS_BUILTIN(option) 1
#define IS_MODULE(option) 0
#define READ_ONCE(value) (value)
#define WRITE_ONCE(target, value) ((target) = (value))
#define array_index_nospec(index, size) (index)
#define WARN_ON(condition) 0
#define WARN_ON_ONCE(condition) 0
#define WARN_ONCE(condition, ...) 0
#define WARN(condition, ...) 0
#define BUG_ON(condition) ((void)0)
#define BUG() __machine_unreachable()
#define unreachable() __machine_unreachable()
#define BUILD_BUG_ON(condition) ((void)0)
#define BUILD_BUG_ON_MSG(condition, message) ((void)0)
#define BUILD_BUG() ((void)0)
#define BUILD_BUG_ON_ZERO(condition) 0
#define lockdep_assert_held(lock) ((void)0)
#define kern_hyp_va(pointer) (pointer)
#define EFAULT 14
#define E2BIG 7
#define EBADF 9
#define EACCES 13
#define EEXIST 17
#define EXPORT_SYMBOL(name)
#define EXPORT_SYMBOL_GPL(name)

/* What KVM_GET_REG_LIST gives is what the kernel puts to user space. */
#define put_user(value, pointer) __kvm_put_user(value, pointer)

/* The VM's properties. */
#define kvm_vcpu_has_pmu(vcpu) __kvm_leaf("pmu")
#define vcpu_has_sve(vcpu) __kvm_leaf("sve")
#define kvm_has_sve(kvm) __kvm_leaf("sve")
#define vcpu_has_ptrauth(vcpu) __kvm_leaf("pauth")
#define vcpu_has_nv(vcpu) __kvm_leaf("el2")
#define kvm_has_mte(kvm) __kvm_leaf("mte")
#define vcpu_has_feature(vcpu, feature) __kvm_vcpu_feature(#feature)
#define kvm_vcpu_has_feature(kvm, feature) __kvm_vcpu_feature(#feature)

/* The host CPU, as the ID registers show it that this VM has. */
#define kvm_has_feat(kvm, ...) __kvm_at_least(__VA_ARGS__)
#define kvm_has_feat_enum(kvm, ...) __kvm_exactly(__VA_ARGS__)
#define __kvm_at_least(id, field, limit) __kvm_leaf(#id "." #field ">=" #limit)
#define __kvm_exactly(id, field, value) __kvm_leaf(#id "." #field "==" #value)
#define kvm_supports_32bit_el0() __kvm_leaf("aarch32-el0")
#define is_valid_cache(number) __kvm_numbered("cache", number)
