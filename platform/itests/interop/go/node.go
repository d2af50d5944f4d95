// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/libp2p/go-libp2p"
	dht "github.com/libp2p/go-libp2p-kad-dht"
	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/core/record"
	"github.com/libp2p/go-libp2p/p2p/host/eventbus"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
)

const maxQueuedMessages = 1000

// node is the libp2p host with what its events told, guarded by the board.
type node struct {
	host   host.Host
	pubsub *pubsub.PubSub
	dht    *dht.IpfsDHT
	board  *board

	identified map[peer.ID]*identity
	topics     map[string]*topic
}

// identity is what identify and identify/push said of a peer, newest last.
type identity struct {
	received        int
	protocols       []string
	listenAddrs     []string
	agentVersion    string
	protocolVersion string
	observedAddr    string
	envelope        *record.Envelope
}

type topic struct {
	handle       *pubsub.Topic
	subscription *pubsub.Subscription
	messages     []*pubsub.Message
	heard        heard
}

// settings are the options of the command line that make the node.
type settings struct {
	keyType, listen, router, policy, kad string
	earlyMuxer                           bool
}

func newIdentityKey(keyType string) (crypto.PrivKey, error) {
	kinds := map[string]struct{ kind, bits int }{
		"ed25519":   {crypto.Ed25519, 0},
		"secp256k1": {crypto.Secp256k1, 0},
		"ecdsa":     {crypto.ECDSA, 0},
		"rsa":       {crypto.RSA, 2048},
	}
	k, ok := kinds[keyType]
	if !ok {
		return nil, fmt.Errorf("no key type %s, only ed25519, secp256k1, ecdsa, rsa", keyType)
	}
	key, _, err := crypto.GenerateKeyPairWithReader(k.kind, k.bits, rand.Reader)
	return key, err
}

func newNode(ctx context.Context, s settings) (*node, error) {
	key, err := newIdentityKey(s.keyType)
	if err != nil {
		return nil, err
	}
	security := libp2p.Security(noise.ID, noise.New)
	if !s.earlyMuxer {
		security = libp2p.Security(noise.ID, func(id protocol.ID, key crypto.PrivKey) (*noise.Transport, error) {
			return noise.New(id, key, nil)
		})
	}
	h, err := libp2p.New(
		libp2p.Identity(key),
		libp2p.ListenAddrStrings(s.listen),
		libp2p.NoTransports,
		libp2p.Transport(tcp.NewTCPTransport),
		security,
		libp2p.Muxer(yamux.ID, yamux.DefaultTransport),
		libp2p.UserAgent("go-libp2p/"+libraryVersion()),
		libp2p.Ping(true),
		libp2p.DisableRelay(),
		libp2p.DisableMetrics(),
		libp2p.DisableIdentifyAddressDiscovery(),
		libp2p.ResourceManager(&network.NullResourceManager{}),
	)
	if err != nil {
		return nil, err
	}
	messages, err := newPubSub(ctx, h, s.router, s.policy)
	if err != nil {
		return nil, err
	}
	routing, err := newDht(h, s.kad)
	if err != nil {
		return nil, err
	}
	n := &node{
		host: h, pubsub: messages, dht: routing, board: newBoard(),
		identified: map[peer.ID]*identity{}, topics: map[string]*topic{},
	}
	return n, n.watch()
}

// watch records every identify and identify/push that the host took in.
func (n *node) watch() error {
	events, err := n.host.EventBus().Subscribe(
		[]any{new(event.EvtPeerIdentificationCompleted), new(event.EvtPeerConnectednessChanged)},
		eventbus.BufSize(1024))
	if err != nil {
		return err
	}
	go func() {
		for e := range events.Out() {
			n.board.change(func() {
				if done, ok := e.(event.EvtPeerIdentificationCompleted); ok {
					n.record(done)
				}
			})
		}
	}()
	return nil
}

func (n *node) record(e event.EvtPeerIdentificationCompleted) {
	known := n.identified[e.Peer]
	if known == nil {
		known = &identity{}
		n.identified[e.Peer] = known
	}
	known.received++
	known.protocols = texts(e.Protocols)
	known.listenAddrs = addrTexts(e.ListenAddrs)
	known.agentVersion = e.AgentVersion
	known.protocolVersion = e.ProtocolVersion
	if e.ObservedAddr != nil {
		known.observedAddr = e.ObservedAddr.String()
	}
	if e.SignedPeerRecord != nil {
		known.envelope = e.SignedPeerRecord
	}
}

// join returns the topic, joined at the first use. The board is held by the caller.
func (n *node) join(name string) (*topic, error) {
	if t := n.topics[name]; t != nil {
		return t, nil
	}
	handle, err := n.pubsub.Join(name)
	if err != nil {
		return nil, err
	}
	t := &topic{handle: handle}
	n.topics[name] = t
	return t, nil
}

// collect queues the messages of others on a subscription until it ends.
func (n *node) collect(ctx context.Context, t *topic, subscription *pubsub.Subscription) {
	for {
		message, err := subscription.Next(ctx)
		if err != nil {
			return
		}
		if message.ReceivedFrom == n.host.ID() {
			continue
		}
		n.board.change(func() {
			t.heard.take(message)
			if len(t.messages) < maxQueuedMessages {
				t.messages = append(t.messages, message)
			}
		})
	}
}

// signedRecord checks the envelope's signature, its key and the record's peer id once more.
func signedRecord(p peer.ID, envelope *record.Envelope) (reply, error) {
	if envelope == nil {
		return reply{"present": false, "verified": false}, nil
	}
	wire, err := envelope.Marshal()
	if err != nil {
		return nil, err
	}
	checked, content, err := record.ConsumeEnvelope(wire, peer.PeerRecordEnvelopeDomain)
	if err != nil {
		return nil, err
	}
	peerRecord, ok := content.(*peer.PeerRecord)
	if !ok {
		return nil, fmt.Errorf("the envelope holds no peer record")
	}
	return reply{
		"present":  true,
		"verified": p.MatchesPublicKey(checked.PublicKey) && peerRecord.PeerID == p,
		"seq":      fmt.Sprint(peerRecord.Seq),
		"addrs":    addrTexts(peerRecord.Addrs),
	}, nil
}
