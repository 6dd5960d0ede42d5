"""Functions that cannot reach a cpreg: they are called on the way, and nothing of them is modelled."""

from __future__ import annotations

from cpregscan.cmachine.natives.native import Native, absent, nothing

_WITHOUT_EFFECT = {
    "timers": (
        "timer_new", "timer_new_ns", "timer_new_full", "timer_init_full", "timer_mod", "timer_del", "timer_free",
        "timer_init_tl", "timer_mod_ns", "timer_mod_anticipate_ns",
    ),
    "the CPU's thread, address spaces and debugger": (
        "qemu_init_vcpu", "cpu_address_space_init", "tcg_cflags_set", "cpu_exec_realizefn", "cpu_common_realize",
        "arm_cpu_register_gdb_regs_for_features", "arm_cpu_register_gdb_commands", "gdb_register_coprocessor",
        "gdb_init_cpu", "qemu_register_reset", "vmstate_register", "qemu_mutex_lock", "qemu_mutex_unlock",
        "qemu_add_machine_init_done_notifier",
    ),
    "interrupt lines": (
        "qdev_init_gpio_in", "qdev_init_gpio_out", "qdev_init_gpio_out_named", "qdev_init_gpio_in_named",
        "qdev_init_gpio_in_named_with_opaque", "qemu_set_irq", "qdev_get_gpio_in", "qdev_connect_gpio_out",
        "qdev_get_gpio_in_named", "qdev_connect_gpio_out_named", "qdev_get_gpio_out_connector", "qdev_pass_gpios",
        "qemu_allocate_irqs", "cpu_interrupt", "cpu_reset_interrupt",
    ),
    "messages": (
        "error_free", "error_free_or_abort", "error_printf", "error_vprintf", "warn_report_err",
        "warn_report_once", "info_report", "warn_report_once_cond", "error_report_once_cond", "printf",
    ),
    "QOM's tree of children, and descriptions": (
        "object_unref", "object_ref", "object_property_set_description",
        "object_class_property_set_description", "object_class_property_add_link", "container_get",
        "machine_class_allow_dynamic_sysbus_dev",
    ),
    "memory regions": (
        "memory_region_init", "memory_region_init_io", "memory_region_add_subregion",
        "memory_region_add_subregion_overlap", "memory_region_init_alias", "memory_region_transaction_begin",
        "memory_region_transaction_commit", "memory_region_set_enabled", "get_system_memory",
    ),
    "what is rebuilt from the CPU's state": (
        "tlb_flush", "tlb_flush_by_mmuidx", "tlb_flush_all_cpus_synced", "hw_breakpoint_update_all",
        "hw_watchpoint_update_all", "hw_breakpoint_update", "hw_watchpoint_update", "arm_rebuild_hflags",
        "aarch64_sve_change_el", "kvm_arm_reset_vcpu",
    ),
    "floating point modes": (
        "set_float_detect_tininess", "set_float_rounding_mode", "set_flush_to_zero", "set_flush_inputs_to_zero",
        "set_default_nan_mode", "set_float_2nan_prop_rule", "set_float_3nan_prop_rule", "set_float_infzeronan_rule",
        "set_float_default_nan_pattern", "set_float_ftz_detection",
        "set_float_snan_bit_is_one", "arm_set_cpu_fp_behaviours",
        "arm_set_default_fp_behaviours", "arm_set_ah_fp_behaviours",
    ),
    "the board's devices before the first CPU": (
        "numa_cpu_pre_plug", "create_fdt", "virt_flash_create", "virt_flash_map", "pflash_cfi01_legacy_drive",
        "cxl_fmws_set_memmap", "cxl_machine_init", "create_device_tree", "qdev_set_parent_bus",
    ),
}  # fmt: skip
"""By what they do elsewhere."""

_ABSENT = (
    "drive_get", "pflash_cfi01_get_blk", "blk_by_legacy_dinfo", "serial_hd", "qemu_find_file", "load_image_mr",
    "rom_ptr", "rom_ptr_for_as", "ldl_phys", "address_space_ldl", "address_space_ldl_le", "qemu_clock_get_ns",
    "qemu_configure_nic_device", "qemu_create_nic_device", "qemu_find_nic_info",
)  # fmt: skip
"""Functions that ask for what the user did not attach, or the clock of a machine that never ran: they find nothing."""

TRACE = Native(absent, "void trace_point(void)", typed=True)
"""The model of every trace point."""

NATIVES: dict[str, Native] = {
    **{name: Native(nothing, typed=True) for names in _WITHOUT_EFFECT.values() for name in names},
    **{name: Native(absent, typed=True) for name in _ABSENT},
}
