// What Rust's types are in DWARF: enums of every layout, and what C has no name for.
#![crate_type = "lib"]
#![no_std]
#![allow(dead_code)]
use core::num::NonZeroU32;

pub enum MyEnum { First { a: u32, b: i32 }, Second(u32) }
#[repr(C, u8)] pub enum Message { Quit, Move { x: i32, y: i32 }, Write(u64) }
#[repr(C, i8)] pub enum Level { Low(u16) = -3, High(u32) = 100 }
pub enum Plain { Red, Green = 7 }
#[repr(i64)] pub enum Wide { Least = -1, Most = i64::MAX }
pub enum One { Only(u32) }
pub enum Never {}
// The niche is not at offset 0, and several variants share it.
pub struct Inner { pub count: u64, pub flag: bool }
pub enum Niche { Data(Inner), Empty, Gone }
pub enum Several { A(u32, Inner), B(u32), C }
pub mod deep { pub mod er { pub struct Thing<T> { pub value: T } } }
pub trait Speak { fn speak(&self) -> u32; }
impl Speak for Inner { fn speak(&self) -> u32 { self.count as u32 } }
pub union Either { pub word: u32, pub bytes: [u8; 4] }
pub type Unit = ();

pub struct All<'a> {
    pub reference: &'a u32,
    pub mutable: &'a mut u32,
    pub pointer: *const u8,
    pub text: &'a str,
    pub slice: &'a [u16],
    pub slice_mut: &'a mut [u16],
    pub tuple: (u8, i32, char),
    pub unit: (),
    pub array: [u32; 3],
    pub none: [u32; 0],
    pub big: u128,
    pub signed: i128,
    pub size: usize,
    pub truth: bool,
    pub real: f64,
    pub half: f32,
    pub function: fn(u32, u8) -> i32,
    pub object: &'a dyn Speak,
    pub maybe: Option<u32>,
    pub maybe_ref: Option<&'a u32>,
    pub maybe_nonzero: Option<NonZeroU32>,
    pub maybe_slice: Option<&'a [u16]>,
    pub maybe_enum: Option<MyEnum>,
    pub result: Result<(), Plain>,
    pub never: Result<u32, core::convert::Infallible>,
    pub generic: deep::er::Thing<deep::er::Thing<u8>>,
    pub either: Either,
    pub phantom: core::marker::PhantomData<u64>,
}
#[no_mangle] pub static MY_ENUM: MyEnum = MyEnum::First { a: 1, b: 2 };
#[no_mangle] pub static MESSAGE: Message = Message::Quit;
#[no_mangle] pub static LEVEL: Level = Level::High(3);
#[no_mangle] pub static NICHE: Niche = Niche::Gone;
#[no_mangle] pub static SEVERAL: Several = Several::C;
#[no_mangle] pub static ONE: One = One::Only(1);
#[no_mangle] pub static PLAIN: Plain = Plain::Green;
#[no_mangle] pub static WIDE: Wide = Wide::Most;
pub static MANGLED: Inner = Inner { count: 1, flag: true };
#[inline(never)] #[no_mangle] pub fn look(all: &All, never: Option<&Never>) -> u32 { all.object.speak() + never.is_some() as u32 + MANGLED.count as u32 }
#[inline(never)] #[no_mangle] pub fn give(out: &mut &'static dyn Speak) { *out = &MANGLED }
#[inline(never)] #[no_mangle] pub fn diverge(_unit: Unit) -> ! { loop {} }
