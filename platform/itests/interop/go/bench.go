// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/libp2p/go-libp2p"
	pubsub "github.com/libp2p/go-libp2p-pubsub"
	pubsubpb "github.com/libp2p/go-libp2p-pubsub/pb"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/peerstore"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
)

// The benchmarks of "chaos bench": the same as the node's own, with hosts of their own.
const (
	benchEcho        = "/chaoschain-bench/echo/1.0.0"
	perfProtocol     = "/perf/1.0.0"
	benchTopic       = "bench"
	benchAckTopic    = "bench-ack"
	echoBytes        = 32
	gossipBytes      = 512
	gossipUnderWay   = 64
	gossipEach       = 16
	ackNumbers       = 1 << 62 // a number is a message's id, on all topics together
	handshakeClients = 4
	streamsAtOnce    = 8
	firstBulkBytes   = 32 << 20
)

func init() {
	commands["benchServe"] = benchServe
	commands["bench"] = bench
	commands["benchConnect"] = benchConnect
	commands["benchMemory"] = benchMemory
	commands["servePerf"] = servePerfCommand
	commands["perf"] = perfCommand
}

func benchHost(listen ...string) (host.Host, error) {
	key, err := newIdentityKey("ed25519")
	if err != nil {
		return nil, err
	}
	addrs := libp2p.NoListenAddrs
	if len(listen) > 0 {
		addrs = libp2p.ListenAddrStrings(listen...)
	}
	return libp2p.New(
		libp2p.Identity(key),
		addrs,
		libp2p.NoTransports,
		libp2p.Transport(tcp.NewTCPTransport),
		libp2p.Security(noise.ID, noise.New),
		libp2p.Muxer(yamux.ID, yamux.DefaultTransport),
		libp2p.DisableRelay(),
		libp2p.DisableMetrics(),
		libp2p.DisableIdentifyAddressDiscovery(),
		libp2p.ResourceManager(&network.NullResourceManager{}),
	)
}

func benchPubSub(ctx context.Context, h host.Host) (*pubsub.PubSub, error) {
	return pubsub.NewGossipSub(ctx, h,
		pubsub.WithMessageSignaturePolicy(pubsub.StrictNoSign),
		pubsub.WithNoAuthor(),
		pubsub.WithPeerOutboundQueueSize(1024),
		pubsub.WithValidateQueueSize(1024),
		pubsub.WithMessageIdFn(func(m *pubsubpb.Message) string { return string(m.Data[:8]) }),
	)
}

func benchServe(ctx context.Context, _ *node, _ request) (reply, error) {
	h, err := benchHost("/ip4/127.0.0.1/tcp/0")
	if err != nil {
		return nil, err
	}
	h.SetStreamHandler(benchEcho, serveEcho)
	h.SetStreamHandler(perfProtocol, servePerf)
	ps, err := benchPubSub(ctx, h)
	if err != nil {
		return nil, err
	}
	topic, err := ps.Join(benchTopic)
	if err != nil {
		return nil, err
	}
	acks, err := ps.Join(benchAckTopic)
	if err != nil {
		return nil, err
	}
	subscription, err := topic.Subscribe(pubsub.WithBufferSize(1024))
	if err != nil {
		return nil, err
	}
	go func() {
		for received := uint64(1); ; received++ {
			if _, err := subscription.Next(ctx); err != nil {
				return
			}
			if received%gossipEach == 0 {
				_ = acks.Publish(ctx, benchMessage(ackNumbers+received, 16))
			}
		}
	}()
	return reply{"addr": h.Addrs()[0].String() + "/p2p/" + h.ID().String()}, nil
}

func benchMessage(number uint64, size int) []byte {
	data := make([]byte, size)
	binary.BigEndian.PutUint64(data, number)
	return data
}

// servePerf drops what comes, then sends as many bytes as were asked for.
func servePerf(stream network.Stream) {
	var asked [8]byte
	_, err := io.ReadFull(stream, asked[:])
	if err == nil {
		_, err = io.CopyBuffer(onlyWriter{}, stream, make([]byte, chunkBytes))
	}
	if err == nil {
		err = writeZeros(stream, binary.BigEndian.Uint64(asked[:]))
	}
	if err != nil {
		_ = stream.Reset()
		return
	}
	_ = stream.Close()
}

// onlyWriter drops what is written, through the buffer that it is copied by.
type onlyWriter struct{}

func (onlyWriter) Write(p []byte) (int, error) { return len(p), nil }

func writeZeros(stream network.Stream, count uint64) error {
	zeros := make([]byte, chunkBytes)
	for left := count; left > 0; {
		size := min(left, chunkBytes)
		if _, err := stream.Write(zeros[:size]); err != nil {
			return err
		}
		left -= size
	}
	return nil
}

// runPerf uploads, downloads, and gives the seconds from the open stream to the remote's end.
func runPerf(stream network.Stream, upload, download uint64, timeout time.Duration) (float64, error) {
	_ = stream.SetDeadline(time.Now().Add(timeout))
	began := time.Now()
	err := binary.Write(stream, binary.BigEndian, download)
	if err == nil {
		err = writeZeros(stream, upload)
	}
	if err == nil {
		err = stream.CloseWrite()
	}
	var received int64
	if err == nil {
		received, err = io.CopyBuffer(onlyWriter{}, stream, make([]byte, chunkBytes))
	}
	if err != nil {
		_ = stream.Reset()
		return 0, err
	}
	seconds := time.Since(began).Seconds()
	_ = stream.Close()
	if uint64(received) != download {
		return 0, fmt.Errorf("%d bytes came instead of %d", received, download)
	}
	return seconds, nil
}

func servePerfCommand(_ context.Context, n *node, _ request) (reply, error) {
	n.host.SetStreamHandler(perfProtocol, servePerf)
	return reply{}, nil
}

func perfCommand(ctx context.Context, n *node, r request) (reply, error) {
	p, err := peer.Decode(r.Peer)
	if err != nil {
		return nil, err
	}
	stream, err := n.host.NewStream(ctx, p, perfProtocol)
	if err != nil {
		return nil, err
	}
	seconds, err := runPerf(stream, uint64(r.Bytes), uint64(r.Bytes), r.timeout(transferTime))
	return reply{"uploaded": r.Bytes, "downloaded": r.Bytes, "seconds": seconds}, err
}

var benchClient struct {
	sync.Mutex
	hosts          []host.Host
	bytesPerSecond float64
	gossip         *gossipRun
}

func benchClients(count int) ([]host.Host, error) {
	c := &benchClient
	for len(c.hosts) < count {
		h, err := benchHost()
		if err != nil {
			return nil, err
		}
		c.hosts = append(c.hosts, h)
	}
	return c.hosts[:count], nil
}

func bench(ctx context.Context, _ *node, r request) (reply, error) {
	benchClient.Lock()
	defer benchClient.Unlock()
	if err := requireLoopback(r.Addr); err != nil {
		return nil, err
	}
	info, err := peer.AddrInfoFromString(r.Addr)
	if err != nil {
		return nil, err
	}
	runs := map[string]func(context.Context, peer.AddrInfo, time.Duration) (float64, error){
		"handshake": benchHandshake, "bulk": benchBulk, "echo": benchEchoRun,
		"new-stream": benchNewStream, "gossip": benchGossip,
	}
	run, known := runs[r.Bench]
	if !known {
		return nil, fmt.Errorf("no benchmark %s", r.Bench)
	}
	value, err := run(ctx, *info, r.timeout(awaitTime))
	return reply{"value": value}, err
}

// together runs as many workers as there are and gives what they counted by the second.
func together(count int, work func(i int, end time.Time) (int, error), limit time.Duration) (float64, error) {
	began := time.Now()
	var done atomic.Int64
	failures := make(chan error, count)
	for i := range count {
		go func() {
			n, err := work(i, began.Add(limit))
			done.Add(int64(n))
			failures <- err
		}()
	}
	var failure error
	for range count {
		failure = errors.Join(failure, <-failures)
	}
	return float64(done.Load()) / time.Since(began).Seconds(), failure
}

// benchHandshake dials below the host: that would wait for identify, which is not measured.
func benchHandshake(ctx context.Context, info peer.AddrInfo, limit time.Duration) (float64, error) {
	hosts, err := benchClients(handshakeClients)
	if err != nil {
		return 0, err
	}
	return together(len(hosts), func(i int, end time.Time) (int, error) {
		h := hosts[i]
		h.Peerstore().AddAddrs(info.ID, info.Addrs, peerstore.PermanentAddrTTL)
		count := 0
		for ; time.Now().Before(end); count++ {
			c, err := h.Network().DialPeer(ctx, info.ID)
			if err != nil {
				return count, err
			}
			if err := c.Close(); err != nil {
				return count, err
			}
		}
		return count, nil
	}, limit)
}

func benchConnected(ctx context.Context, info peer.AddrInfo) (host.Host, error) {
	hosts, err := benchClients(1)
	if err != nil {
		return nil, err
	}
	return hosts[0], hosts[0].Connect(ctx, info)
}

func benchBulk(ctx context.Context, info peer.AddrInfo, limit time.Duration) (float64, error) {
	h, err := benchConnected(ctx, info)
	if err != nil {
		return 0, err
	}
	upload := func(bytes float64) error {
		stream, err := h.NewStream(ctx, info.ID, perfProtocol)
		if err != nil {
			return err
		}
		seconds, err := runPerf(stream, uint64(bytes), 0, 5*time.Minute)
		if err == nil {
			benchClient.bytesPerSecond = bytes / seconds
		}
		return err
	}
	if benchClient.bytesPerSecond == 0 {
		if err := upload(firstBulkBytes); err != nil {
			return 0, err
		}
	}
	err = upload(benchClient.bytesPerSecond * limit.Seconds())
	return benchClient.bytesPerSecond / 1e6, err
}

func echoOnce(stream network.Stream, buffer []byte) error {
	if _, err := stream.Write(buffer); err != nil {
		return err
	}
	_, err := io.ReadFull(stream, buffer)
	return err
}

func benchEchoRun(ctx context.Context, info peer.AddrInfo, limit time.Duration) (float64, error) {
	h, err := benchConnected(ctx, info)
	if err != nil {
		return 0, err
	}
	return together(1, func(_ int, end time.Time) (int, error) {
		stream, err := h.NewStream(ctx, info.ID, benchEcho)
		if err != nil {
			return 0, err
		}
		buffer := make([]byte, echoBytes)
		count := 0
		for ; time.Now().Before(end); count++ {
			if err := echoOnce(stream, buffer); err != nil {
				return count, err
			}
		}
		return count, stream.Close()
	}, limit)
}

func benchNewStream(ctx context.Context, info peer.AddrInfo, limit time.Duration) (float64, error) {
	h, err := benchConnected(ctx, info)
	if err != nil {
		return 0, err
	}
	return together(streamsAtOnce, func(_ int, end time.Time) (int, error) {
		buffer := make([]byte, echoBytes)
		count := 0
		for ; time.Now().Before(end); count++ {
			stream, err := h.NewStream(ctx, info.ID, benchEcho)
			if err == nil {
				err = echoOnce(stream, buffer)
			}
			if err == nil {
				err = stream.Close()
			}
			if err != nil {
				return count, err
			}
		}
		return count, nil
	}, limit)
}

// gossipRun publishes to a subscriber that acknowledges every 16th message.
type gossipRun struct {
	topic        *pubsub.Topic
	room         chan struct{}
	acknowledged atomic.Int64
	number       uint64
}

func newGossipRun(ctx context.Context, h host.Host, info peer.AddrInfo) (*gossipRun, error) {
	ps, err := benchPubSub(ctx, h)
	if err != nil {
		return nil, err
	}
	run := &gossipRun{room: make(chan struct{}, gossipUnderWay)}
	acks, err := ps.Join(benchAckTopic)
	if err != nil {
		return nil, err
	}
	subscription, err := acks.Subscribe(pubsub.WithBufferSize(1024))
	if err != nil {
		return nil, err
	}
	if run.topic, err = ps.Join(benchTopic); err != nil {
		return nil, err
	}
	go func() {
		for {
			if _, err := subscription.Next(ctx); err != nil {
				return
			}
			run.acknowledged.Add(gossipEach)
			for range gossipEach {
				<-run.room
			}
		}
	}()
	if err := h.Connect(ctx, info); err != nil {
		return nil, err
	}
	return run, newBoard().await("a subscriber", awaitTime, func() (bool, error) {
		return len(run.topic.ListPeers()) > 0, nil
	})
}

func benchGossip(ctx context.Context, info peer.AddrInfo, limit time.Duration) (float64, error) {
	if benchClient.gossip == nil {
		hosts, err := benchClients(1)
		if err != nil {
			return 0, err
		}
		run, err := newGossipRun(ctx, hosts[0], info)
		if err != nil {
			return 0, err
		}
		time.Sleep(1500 * time.Millisecond) // a heartbeat, for the mesh
		benchClient.gossip = run
	}
	run := benchClient.gossip
	before := run.acknowledged.Load()
	began := time.Now()
	for time.Since(began) < limit {
		select {
		case run.room <- struct{}{}:
		case <-time.After(awaitTime):
			return 0, fmt.Errorf("no acknowledgement within %s: a message was lost", awaitTime)
		}
		run.number++
		if err := run.topic.Publish(ctx, benchMessage(run.number, gossipBytes)); err != nil {
			return 0, err
		}
	}
	return float64(run.acknowledged.Load()-before) / time.Since(began).Seconds(), nil
}

func benchConnect(ctx context.Context, _ *node, r request) (reply, error) {
	if err := requireLoopback(r.Addr); err != nil {
		return nil, err
	}
	info, err := peer.AddrInfoFromString(r.Addr)
	if err != nil {
		return nil, err
	}
	for range r.Count {
		h, err := benchHost()
		if err != nil {
			return nil, err
		}
		if err := h.Connect(ctx, *info); err != nil {
			return nil, err
		}
	}
	return reply{}, nil
}

// benchMemory tells the resident memory after a collection, in KiB.
func benchMemory(_ context.Context, _ *node, _ request) (reply, error) {
	for range 3 {
		runtime.GC()
		debug.FreeOSMemory()
		time.Sleep(200 * time.Millisecond)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			kib, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return reply{"kib": kib}, err
		}
	}
	return nil, errors.New("/proc/self/status tells no VmRSS")
}
