// Loads a BPF object with cilium/ebpf and names what it has.
package main

import (
	"fmt"
	"os"
	"sort"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
)

func load(path string) error {
	spec, err := ebpf.LoadCollectionSpec(path)
	if err != nil {
		return err
	}
	relocations := 0
	names := []string{}
	for name, program := range spec.Programs {
		names = append(names, "program "+name)
		for i := range program.Instructions {
			if btf.CORERelocationMetadata(&program.Instructions[i]) != nil {
				relocations++
			}
		}
	}
	for name := range spec.Maps {
		names = append(names, "map "+name)
	}
	collection, err := ebpf.NewCollection(spec)
	if err != nil {
		return err
	}
	defer collection.Close()
	fmt.Println("CO-RE relocations:", relocations)
	sort.Sort(sort.Reverse(sort.StringSlice(names)))
	for _, name := range names {
		fmt.Println(name)
	}
	fmt.Println()
	return nil
}

func main() {
	if err := load(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
