// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"sync"
	"time"
)

// board guards what events tell and wakes those who wait for a change.
type board struct {
	mutex sync.Mutex
	next  chan struct{}
}

func newBoard() *board {
	return &board{next: make(chan struct{})}
}

// change runs the update alone and wakes all who wait.
func (b *board) change(update func()) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	update()
	close(b.next)
	b.next = make(chan struct{})
}

// await calls look, alone, until it says true: after each change and, for state without events, at intervals.
func (b *board) await(what string, timeout time.Duration, look func() (bool, error)) error {
	deadline := time.NewTimer(timeout)
	defer deadline.Stop()
	for {
		b.mutex.Lock()
		done, err := look()
		next := b.next
		b.mutex.Unlock()
		if done || err != nil {
			return err
		}
		select {
		case <-next:
		case <-time.After(20 * time.Millisecond):
		case <-deadline.C:
			return fmt.Errorf("%s: not within %d ms", what, timeout.Milliseconds())
		}
	}
}
