// A BPF program in Rust, by Aya's conventions but without its crates: maps are structs of seven
// numbers in section `maps`, a program's section says its type, globals are found by their symbols.
// Without --cfg maps it is a program that libbpf takes, which has no such maps any more.
#![no_std]
#![no_main]
#![allow(non_upper_case_globals)]
use core::ffi::c_void;
#[cfg(maps)]
use core::mem::transmute;
use core::ptr::{addr_of, addr_of_mut, read_volatile, write_volatile};

#[repr(C)]
pub struct bpf_map_def {
    pub type_: u32,
    pub key_size: u32,
    pub value_size: u32,
    pub max_entries: u32,
    pub map_flags: u32,
    pub id: u32,
    pub pinning: u32,
}

#[cfg(maps)]
#[link_section = "maps"]
#[no_mangle]
pub static mut COUNTS: bpf_map_def = bpf_map_def {
    type_: 2, key_size: 4, value_size: 8, max_entries: 4, map_flags: 0, id: 0, pinning: 0,
};

#[no_mangle]
static LIMIT: u32 = 7;
#[no_mangle]
static mut STEP: u64 = 3;
#[no_mangle]
static mut TOTAL: u64 = 0;

#[repr(C)]
pub enum Kind {
    Nothing,
    One(u32),
    Many { count: u64 },
}

#[inline(never)]
fn weight(kind: &Kind) -> u64 {
    match kind {
        Kind::Nothing => 1,
        Kind::One(number) => *number as u64 + unsafe { read_volatile(&LIMIT) } as u64,
        Kind::Many { count } => *count,
    }
}

// Without inlining, its argument is the address of an anonymous constant.
#[inline(never)]
fn sum(numbers: &[u32; 9]) -> u32 {
    let mut total = 0;
    for number in numbers {
        total += unsafe { read_volatile(number) };
    }
    total
}

#[cfg(maps)]
#[no_mangle]
#[link_section = "raw_tp/sched_process_exec"]
pub extern "C" fn on_exec(ctx: *mut c_void) -> i32 {
    let key: u32 = 0;
    let lookup: extern "C" fn(*mut c_void, *const c_void) -> *mut c_void =
        unsafe { transmute(1usize) };
    let map = addr_of_mut!(COUNTS) as *mut c_void;
    let value = lookup(map, addr_of!(key) as *const c_void) as *mut u64;
    if !value.is_null() {
        let kind = if ctx.is_null() { Kind::Nothing } else { Kind::One(key) };
        unsafe { *value += weight(&kind) }
    }
    0
}

#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn returns(_: *mut c_void) -> i32 {
    unsafe {
        let total = read_volatile(addr_of!(TOTAL)) + read_volatile(addr_of!(STEP));
        write_volatile(addr_of_mut!(TOTAL), total);
        (weight(&Kind::Many { count: total }) + weight(&Kind::One(0))) as i32
            + sum(&[1, 2, 3, 4, 5, 6, 7, 8, 9]) as i32
    }
}

#[no_mangle]
#[link_section = "license"]
pub static LICENSE: [u8; 4] = *b"GPL\0";

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
