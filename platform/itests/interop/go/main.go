// SPDX-License-Identifier: Apache-2.0

// Command peer is a go-libp2p peer driven over standard input and output by the interoperability tests.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

var output sync.Mutex

func say(line reply) {
	text, err := json.Marshal(line)
	if err != nil {
		text = fmt.Appendf(nil, `{"id":null,"ok":false,"error":%q}`, err.Error())
	}
	output.Lock()
	defer output.Unlock()
	_, _ = os.Stdout.Write(append(text, '\n'))
}

func fail(err error) {
	say(reply{"event": "error", "error": err.Error()})
	os.Exit(2)
}

var loopback = regexp.MustCompile(`^/(ip4/127\.\d+\.\d+\.\d+|ip6/::1)/`)

func requireLoopback(addr string) error {
	if !loopback.MatchString(addr) {
		return fmt.Errorf("only loopback addresses are allowed, not %s", addr)
	}
	return nil
}

func main() {
	keyType := flag.String("key-type", "ed25519", "identity key: ed25519, secp256k1, ecdsa, rsa")
	listen := flag.String("listen", "/ip4/127.0.0.1/tcp/0", "multiaddr to listen on, loopback only")
	earlyMuxer := flag.String("early-muxer", "true", "whether the muxer may be agreed on inside the Noise handshake")
	router := flag.String("pubsub", "floodsub", "router of messages: floodsub, gossipsub")
	policy := flag.String("signatures", "StrictNoSign", "of messages: StrictNoSign, StrictSign")
	kad := flag.String("kad", "", "protocol id of the DHT, ends in "+kadSuffix+"; empty: no DHT")
	lifetime := flag.Int("max-lifetime-s", 300, "seconds after which the process ends itself")
	flag.Parse()

	time.AfterFunc(time.Duration(*lifetime)*time.Second, func() {
		fmt.Fprintln(os.Stderr, "maximum lifetime reached")
		os.Exit(3)
	})
	if err := requireLoopback(*listen); err != nil {
		fail(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n, err := newNode(ctx, settings{
		keyType: *keyType, listen: *listen, earlyMuxer: *earlyMuxer != "false",
		router: *router, policy: *policy, kad: *kad,
	})
	if err != nil {
		fail(err)
	}
	addrs := []string{}
	for _, a := range n.host.Addrs() {
		addrs = append(addrs, a.String()+"/p2p/"+n.host.ID().String())
	}
	say(reply{
		"event": "ready", "library": "go-libp2p", "version": libraryVersion(), "versions": versions(),
		"keyType": *keyType, "peerId": n.host.ID().String(), "addrs": addrs,
	})
	serve(ctx, n)
	time.AfterFunc(2*time.Second, func() { os.Exit(0) })
	_ = n.host.Close()
}

// serve answers each line, all at the same time, until standard input ends or the exit command comes.
func serve(ctx context.Context, n *node) {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 64*1024), 16*1024*1024)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			say(reply{"id": nil, "ok": false, "error": err.Error()})
			continue
		}
		if r.Cmd == "exit" {
			say(reply{"id": r.ID, "ok": true})
			return
		}
		go answer(ctx, n, r)
	}
}

func answer(ctx context.Context, n *node, r request) {
	run, known := commands[r.Cmd]
	if !known {
		say(reply{"id": r.ID, "ok": false, "error": "no command " + r.Cmd})
		return
	}
	result, err := run(ctx, n, r)
	if err != nil {
		say(reply{"id": r.ID, "ok": false, "error": err.Error()})
		return
	}
	result["id"] = r.ID
	result["ok"] = true
	say(result)
}

const library = "github.com/libp2p/go-libp2p"

func libraryVersion() string {
	if version := versions()[library]; version != "" {
		return version
	}
	return "unknown"
}

// versions are those of the modules under test.
func versions() map[string]string {
	found := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			switch module.Path {
			case library, library + "-pubsub", library + "-kad-dht":
				found[module.Path] = module.Version
			}
		}
	}
	return found
}
