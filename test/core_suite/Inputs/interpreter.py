"""Runs a program of an image as the kernel would, of either byte order: enough of the instruction
set for what clang makes of a family's cases."""
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..",
                                "bpfreloc", "Inputs"))
import plan_as_text as plan  # noqa: E402

POISON_HELPER = 195896080
MASK = (1 << 64) - 1
STACK = 1 << 60


class Poisoned(Exception):
    """A poisoned instruction was reached."""


def signed(value, bits):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


class Program:
    def __init__(self, path):
        with open(path, "rb") as image:
            reader = plan.PlanReader(image.read(), {})
        list(reader.run())
        self.order = reader.order
        self.endian = "little" if self.order == "<" else "big"
        self.names = [plan.text(one[plan.NAME]) for one in reader.maps]
        self.memory = []
        for records, attr in zip(reader.maps, reader.map_attrs):
            value_size = attr[2]
            self.memory.append(bytearray(records.get(plan.MAP_DATA, bytes(value_size))))
        self.programs = {plan.text(one[plan.NAME]): one[plan.INSNS] for one in reader.programs}

    def _map(self, suffix):
        (index,) = [i for i, name in enumerate(self.names) if name.endswith(suffix)]
        return index

    def set(self, suffix, content):
        self.memory[self._map(suffix)][:] = content

    def get(self, suffix):
        return self.memory[self._map(suffix)]

    # The map of an address is in its upper half.
    def _region(self, address):
        if address >= STACK:
            return self.stack, address - STACK
        return self.memory[(address >> 32) - 1], address & 0xffffffff

    def _load(self, address, size, is_signed):
        region, at = self._region(address)
        assert at + size <= len(region), "a load outside of its map"
        return int.from_bytes(region[at:at + size], self.endian, signed=is_signed) & MASK

    def _store(self, address, size, value):
        region, at = self._region(address)
        assert at + size <= len(region), "a store outside of its map"
        region[at:at + size] = (value & ((1 << 8 * size) - 1)).to_bytes(size, self.endian)

    def run(self, name):
        """Its result."""
        code = self.programs[name]
        self.stack = bytearray(8 * 512)
        registers, calls, at = [0] * 11, [], 0
        registers[10] = STACK + 512
        while True:
            opcode, pair, offset, number = struct.unpack_from(self.order + "BBhi", code, 8 * at)
            low, high = pair & 15, pair >> 4
            to, source = (low, high) if self.endian == "little" else (high, low)
            at += 1
            kind = opcode & 7
            operand = registers[source] if opcode & 8 else number & MASK
            size = {0x00: 4, 0x08: 2, 0x10: 1, 0x18: 8}[opcode & 0x18]
            if opcode == plan.LDIMM64:
                (upper,) = struct.unpack_from(self.order + "i", code, 8 * at + 4)
                at += 1
                value = (upper & 0xffffffff) << 32 | number & 0xffffffff
                if source == plan.MAP_IDX_VALUE:
                    value = (number + 1 << 32) + upper
                registers[to] = value
            elif kind == 1:
                registers[to] = self._load(registers[source] + offset, size, opcode >> 5 == 4)
            elif kind == 2:
                self._store(registers[to] + offset, size, number)
            elif kind == 3:
                self._store(registers[to] + offset, size, registers[source])
            elif kind in (4, 7):
                registers[to] = self._arithmetic(opcode, registers[to], operand, offset)
            elif opcode == plan.CALL:
                if source != 1:
                    assert number == POISON_HELPER, f"a call of helper {number}"
                    raise Poisoned
                calls.append((at, registers[6:]))
                registers[10] += 512
                at += number
            elif opcode == 0x95:
                if not calls:
                    return registers[0]
                at, registers[6:] = calls.pop()
            elif opcode == 0x06:
                at += number
            elif self._jumps(opcode, registers[to], operand):
                at += offset

    def _arithmetic(self, opcode, value, operand, offset):
        bits = 64 if opcode & 7 == 7 else 32
        mask = (1 << bits) - 1
        value &= mask
        operand &= mask
        operation = opcode >> 4
        if operation == 0xb and offset:  # a move that extends the sign
            return signed(operand, offset) & mask
        results = {
            0x0: lambda: value + operand,
            0x1: lambda: value - operand,
            0x2: lambda: value * operand,
            0x4: lambda: value | operand,
            0x5: lambda: value & operand,
            0x6: lambda: value << (operand & bits - 1),
            0x7: lambda: value >> (operand & bits - 1),
            0x8: lambda: -value,
            0xa: lambda: value ^ operand,
            0xb: lambda: operand,
            0xc: lambda: signed(value, bits) >> (operand & bits - 1),
        }
        return results[operation]() & mask

    def _jumps(self, opcode, value, operand):
        bits = 64 if opcode & 7 == 5 else 32
        value &= (1 << bits) - 1
        operand &= (1 << bits) - 1
        s_value, s_operand = signed(value, bits), signed(operand, bits)
        return {
            0x0: lambda: True,
            0x1: lambda: value == operand,
            0x2: lambda: value > operand,
            0x3: lambda: value >= operand,
            0x4: lambda: bool(value & operand),
            0x5: lambda: value != operand,
            0x6: lambda: s_value > s_operand,
            0x7: lambda: s_value >= s_operand,
            0xa: lambda: value < operand,
            0xb: lambda: value <= operand,
            0xc: lambda: s_value < s_operand,
            0xd: lambda: s_value <= s_operand,
        }[opcode >> 4]()
