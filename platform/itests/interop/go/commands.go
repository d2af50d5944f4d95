// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	ma "github.com/multiformats/go-multiaddr"
)

// request is one line of standard input.
type request struct {
	ID        any    `json:"id"`
	Cmd       string `json:"cmd"`
	Addr      string `json:"addr"`
	Peer      string `json:"peer"`
	Protocol  string `json:"protocol"`
	Topic     string `json:"topic"`
	DataHex   string `json:"dataHex"`
	ExpectHex string `json:"expectHex"`
	KeyHex    string `json:"keyHex"`
	Present   *bool  `json:"present"`
	Count     int    `json:"count"`
	Bytes     int64  `json:"bytes"`
	Bench     string `json:"bench"`
	Seed      uint32 `json:"seed"`
	TimeoutMs int64  `json:"timeoutMs"`
}

// reply is one line of standard output.
type reply map[string]any

type command func(ctx context.Context, n *node, r request) (reply, error)

var commands = map[string]command{
	"dial":             dial,
	"disconnect":       disconnect,
	"connections":      connections,
	"identify":         identify,
	"ping":             pingPeer,
	"subscribe":        subscribe,
	"unsubscribe":      unsubscribe,
	"awaitSubscriber":  awaitSubscriber,
	"publish":          publish,
	"awaitMessage":     awaitMessage,
	"received":         received,
	"pubsubPeers":      pubsubPeers,
	"dhtKnows":         dhtKnows,
	"findPeer":         findPeer,
	"provide":          provide,
	"findProviders":    findProviders,
	"putValue":         putValue,
	"getValue":         getValue,
	"echo":             echo,
	"streams":          streams,
	"serveEcho":        handleProtocol,
	"handleProtocol":   handleProtocol,
	"unhandleProtocol": unhandleProtocol,
	"awaitProtocol":    awaitProtocol,
}

func (r request) timeout(otherwise time.Duration) time.Duration {
	if r.TimeoutMs > 0 {
		return time.Duration(r.TimeoutMs) * time.Millisecond
	}
	return otherwise
}

func (r request) present() bool {
	return r.Present == nil || *r.Present
}

const (
	awaitTime    = 10 * time.Second
	transferTime = 120 * time.Second
)

func dial(ctx context.Context, n *node, r request) (reply, error) {
	if err := requireLoopback(r.Addr); err != nil {
		return nil, err
	}
	info, err := peer.AddrInfoFromString(r.Addr)
	if err != nil {
		return nil, fmt.Errorf("the address to dial needs /p2p/ and the peer id: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := n.host.Connect(ctx, *info); err != nil {
		return nil, err
	}
	open := n.host.Network().ConnsToPeer(info.ID)
	if len(open) == 0 {
		return nil, fmt.Errorf("the connection with %s is gone again", info.ID)
	}
	result := describe(open[0])
	result["peer"] = info.ID.String()
	return result, nil
}

func disconnect(_ context.Context, n *node, r request) (reply, error) {
	p, err := peer.Decode(r.Peer)
	if err != nil {
		return nil, err
	}
	return reply{}, n.host.Network().ClosePeer(p)
}

func describe(c network.Conn) reply {
	state := c.ConnState()
	return reply{
		"direction":  strings.ToLower(c.Stat().Direction.String()),
		"remoteAddr": c.RemoteMultiaddr().String(),
		"muxer":      state.StreamMultiplexer,
		"security":   state.Security,
		"earlyMuxer": state.UsedEarlyMuxerNegotiation,
	}
}

func connections(_ context.Context, n *node, r request) (reply, error) {
	p, err := peer.Decode(r.Peer)
	if err != nil {
		return nil, err
	}
	list := []reply{}
	what := fmt.Sprintf("connections with %s present: %t", p, r.present())
	err = n.board.await(what, r.timeout(awaitTime), func() (bool, error) {
		open := n.host.Network().ConnsToPeer(p)
		if (len(open) > 0) != r.present() {
			return false, nil
		}
		for _, c := range open {
			list = append(list, describe(c))
		}
		return true, nil
	})
	return reply{"connections": list}, err
}

func identify(_ context.Context, n *node, r request) (reply, error) {
	p, err := peer.Decode(r.Peer)
	if err != nil {
		return nil, err
	}
	var known identity
	err = n.board.await("identify of "+r.Peer, r.timeout(awaitTime), func() (bool, error) {
		latest := n.identified[p]
		if latest != nil {
			known = *latest
		}
		return latest != nil, nil
	})
	if err != nil {
		return nil, err
	}
	signed, err := signedRecord(p, known.envelope)
	if err != nil {
		return nil, err
	}
	result := reply{
		"received":        known.received,
		"protocols":       known.protocols,
		"listenAddrs":     known.listenAddrs,
		"agentVersion":    known.agentVersion,
		"protocolVersion": known.protocolVersion,
		"observedAddr":    known.observedAddr,
		"signedRecord":    signed,
	}
	if key := n.host.Peerstore().PubKey(p); key != nil {
		result["publicKeyType"] = strings.ToLower(key.Type().String())
	}
	stored, err := n.host.Peerstore().GetProtocols(p)
	if err != nil {
		return nil, err
	}
	result["storedProtocols"] = texts(stored)
	certified, _ := signed["addrs"].([]string)
	addrs := []reply{}
	for _, a := range n.host.Peerstore().Addrs(p) {
		addrs = append(addrs, reply{"addr": a.String(), "certified": slices.Contains(certified, a.String())})
	}
	result["storedAddrs"] = addrs
	return result, nil
}

// awaitConnection waits until this side has the connection as well: whoever dialled may know of it earlier.
func (n *node) awaitConnection(p peer.ID) error {
	return n.board.await(fmt.Sprintf("connection with %s", p), awaitTime, func() (bool, error) {
		return len(n.host.Network().ConnsToPeer(p)) > 0, nil
	})
}

func pingPeer(ctx context.Context, n *node, r request) (reply, error) {
	p, err := peer.Decode(r.Peer)
	if err != nil {
		return nil, err
	}
	if err := n.awaitConnection(p); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := ping.Ping(ctx, n.host, p)
	count := max(1, r.Count)
	rtts := make([]float64, 0, count)
	for len(rtts) < count {
		select {
		case result, ok := <-results:
			if !ok {
				return nil, fmt.Errorf("ping ended after %d of %d", len(rtts), count)
			}
			if result.Error != nil {
				return nil, result.Error
			}
			rtts = append(rtts, float64(result.RTT.Microseconds())/1000)
		case <-time.After(awaitTime):
			return nil, fmt.Errorf("no answer to ping %d of %d", len(rtts)+1, count)
		}
	}
	return reply{"count": count, "rttMs": rtts}, nil
}

func subscribe(ctx context.Context, n *node, r request) (reply, error) {
	var failure error
	n.board.change(func() {
		t, err := n.join(r.Topic)
		if err != nil || t.subscription != nil {
			failure = err
			return
		}
		t.subscription, failure = t.handle.Subscribe(pubsub.WithBufferSize(maxQueuedMessages))
		if failure == nil {
			go n.collect(ctx, t, t.subscription)
		}
	})
	return reply{}, failure
}

func unsubscribe(_ context.Context, n *node, r request) (reply, error) {
	n.board.change(func() {
		if t := n.topics[r.Topic]; t != nil && t.subscription != nil {
			t.subscription.Cancel()
			t.subscription = nil
		}
	})
	return reply{}, nil
}

func awaitSubscriber(_ context.Context, n *node, r request) (reply, error) {
	p, err := peer.Decode(r.Peer)
	if err != nil {
		return nil, err
	}
	what := fmt.Sprintf("subscription of %s to %s present: %t", p, r.Topic, r.present())
	err = n.board.await(what, r.timeout(awaitTime), func() (bool, error) {
		return slices.Contains(n.pubsub.ListPeers(r.Topic), p) == r.present(), nil
	})
	if err != nil {
		return nil, err
	}
	result := reply{}
	for _, c := range n.host.Network().ConnsToPeer(p) {
		for _, s := range c.GetStreams() {
			if strings.HasPrefix(string(s.Protocol()), "/floodsub/") ||
				strings.HasPrefix(string(s.Protocol()), "/meshsub/") {
				result["protocol"] = s.Protocol()
			}
		}
	}
	return result, nil
}

func publish(ctx context.Context, n *node, r request) (reply, error) {
	data, err := hex.DecodeString(r.DataHex)
	if err != nil {
		return nil, err
	}
	recipients := len(n.pubsub.ListPeers(r.Topic))
	if recipients == 0 {
		return nil, fmt.Errorf("no peer is subscribed to %s", r.Topic)
	}
	var t *topic
	n.board.change(func() { t, err = n.join(r.Topic) })
	if err != nil {
		return nil, err
	}
	return reply{"recipients": recipients}, t.handle.Publish(ctx, data)
}

func awaitMessage(_ context.Context, n *node, r request) (reply, error) {
	var result reply
	err := n.board.await("message on "+r.Topic, r.timeout(awaitTime), func() (bool, error) {
		t := n.topics[r.Topic]
		if t == nil || len(t.messages) == 0 {
			return false, nil
		}
		message := t.messages[0]
		t.messages = t.messages[1:]
		data := hex.EncodeToString(message.Data)
		if r.ExpectHex != "" && r.ExpectHex != data {
			return false, fmt.Errorf("message on %s is %s, expected %s", r.Topic, data, r.ExpectHex)
		}
		result = reply{"dataHex": data, "signed": len(message.Signature) > 0}
		return true, nil
	})
	return result, err
}

func openEcho(ctx context.Context, n *node, r request) (network.Stream, error) {
	p, err := peer.Decode(r.Peer)
	if err != nil {
		return nil, err
	}
	if err := n.awaitConnection(p); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(network.WithNoDial(ctx, "the test decides who dials"), 60*time.Second)
	defer cancel()
	return n.host.NewStream(ctx, p, protocol.ID(r.Protocol))
}

func echo(ctx context.Context, n *node, r request) (reply, error) {
	stream, err := openEcho(ctx, n, r)
	if err != nil {
		return nil, err
	}
	started := time.Now()
	result, err := runEcho(stream, r.Bytes, r.Seed, r.timeout(transferTime))
	if err == nil {
		result["elapsedMs"] = time.Since(started).Milliseconds()
	}
	return result, err
}

func streams(ctx context.Context, n *node, r request) (reply, error) {
	type opened struct {
		stream network.Stream
		err    error
	}
	results := make(chan opened)
	for range r.Count {
		go func() {
			s, err := openEcho(ctx, n, r)
			results <- opened{s, err}
		}()
	}
	var open []network.Stream
	var failure error
	for range r.Count {
		o := <-results
		if o.err != nil {
			failure = o.err
			continue
		}
		open = append(open, o.stream)
	}
	if failure != nil {
		for _, s := range open {
			_ = s.Reset()
		}
		return nil, fmt.Errorf("%d of %d streams were open at once: %w", len(open), r.Count, failure)
	}
	done := make(chan error)
	for i, s := range open {
		go func() {
			_, err := runEcho(s, r.Bytes, r.Seed+uint32(i), r.timeout(transferTime))
			done <- err
		}()
	}
	for range open {
		if err := <-done; err != nil {
			failure = err
		}
	}
	return reply{"count": r.Count, "concurrent": len(open), "bytes": r.Bytes}, failure
}

func handleProtocol(_ context.Context, n *node, r request) (reply, error) {
	n.host.SetStreamHandler(protocol.ID(r.Protocol), serveEcho)
	return reply{}, nil
}

func unhandleProtocol(_ context.Context, n *node, r request) (reply, error) {
	n.host.RemoveStreamHandler(protocol.ID(r.Protocol))
	return reply{}, nil
}

func awaitProtocol(_ context.Context, n *node, r request) (reply, error) {
	p, err := peer.Decode(r.Peer)
	if err != nil {
		return nil, err
	}
	var result reply
	what := fmt.Sprintf("protocol %s of %s present: %t", r.Protocol, p, r.present())
	err = n.board.await(what, r.timeout(awaitTime), func() (bool, error) {
		latest := n.identified[p]
		if latest == nil || slices.Contains(latest.protocols, r.Protocol) != r.present() {
			return false, nil
		}
		result = reply{"protocols": latest.protocols, "received": latest.received}
		return true, nil
	})
	return result, err
}

func texts[T ~string](values []T) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

func addrTexts(addrs []ma.Multiaddr) []string {
	out := make([]string, 0, len(addrs))
	for _, a := range addrs {
		out = append(out, a.String())
	}
	return out
}
