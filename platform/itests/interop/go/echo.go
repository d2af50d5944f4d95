// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
)

const chunkBytes = 64 * 1024

// xorshift yields pseudo-random bytes of a 32-bit xorshift generator, four bytes little-endian a step.
type xorshift struct{ state uint32 }

func newXorshift(seed uint32) *xorshift {
	if seed == 0 {
		seed = 0x9e3779b9
	}
	return &xorshift{seed}
}

func (r *xorshift) fill(out []byte) {
	x := r.state
	for i := 0; i < len(out); i += 4 {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		for j := 0; j < 4 && i+j < len(out); j++ {
			out[i+j] = byte(x >> (8 * j))
		}
	}
	r.state = x
}

// serveEcho sends everything that arrives back, then closes its own half.
func serveEcho(stream network.Stream) {
	if _, err := io.CopyBuffer(stream, stream, make([]byte, chunkBytes)); err != nil {
		_ = stream.Reset()
		return
	}
	_ = stream.Close()
}

// runEcho writes while it reads back, closes its half, waits for the other, and compares the two digests.
func runEcho(stream network.Stream, bytes int64, seed uint32, timeout time.Duration) (reply, error) {
	_ = stream.SetDeadline(time.Now().Add(timeout))
	type written struct {
		digest string
		err    error
	}
	sent := make(chan written, 1)
	go func() {
		digest, err := writeAll(stream, bytes, seed)
		if err != nil {
			_ = stream.Reset()
		}
		sent <- written{digest, err}
	}()
	hash := sha256.New()
	received, readErr := io.CopyBuffer(hash, stream, make([]byte, chunkBytes))
	if readErr != nil {
		_ = stream.Reset()
	}
	w := <-sent
	if readErr != nil {
		return nil, fmt.Errorf("reading after %d of %d bytes: %w", received, bytes, readErr)
	}
	if w.err != nil {
		return nil, fmt.Errorf("writing: %w", w.err)
	}
	_ = stream.Close()
	if received != bytes {
		return nil, fmt.Errorf("echo returned %d bytes of %d", received, bytes)
	}
	digest := hex.EncodeToString(hash.Sum(nil))
	if digest != w.digest {
		return nil, fmt.Errorf("echo of %d bytes differs: sent sha256 %s, received %s", bytes, w.digest, digest)
	}
	return reply{"bytes": bytes, "sentSha256": w.digest, "receivedSha256": digest}, nil
}

func writeAll(stream network.Stream, bytes int64, seed uint32) (string, error) {
	random := newXorshift(seed)
	hash := sha256.New()
	chunk := make([]byte, chunkBytes)
	for left := bytes; left > 0; {
		part := chunk[:min(left, chunkBytes)]
		random.fill(part)
		hash.Write(part)
		if _, err := stream.Write(part); err != nil {
			return "", fmt.Errorf("with %d of %d bytes left: %w", left, bytes, err)
		}
		left -= int64(len(part))
	}
	return hex.EncodeToString(hash.Sum(nil)), stream.CloseWrite()
}
