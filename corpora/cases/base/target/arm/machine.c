/* What is sent of a CPU: the list of cpregs. */
#include "qemu/osdep.h"
#include "cpu.h"
#include "cpregs.h"

bool write_cpustate_to_list(ARMCPU *cpu)
{
    for (int number = 0; number < cpu->cpreg_array_len; number++) {
        uint32_t key = kvm_to_cpreg_id(cpu->cpreg_indexes[number]);
        const ARMCPRegInfo *ri =
            g_hash_table_lookup(cpu->cp_regs, (gpointer)(uintptr_t)key);

        if (!ri) {
            return false;
        }
        cpu->cpreg_values[number] = read_raw_cp_reg(&cpu->env, ri);
    }
    return true;
}
