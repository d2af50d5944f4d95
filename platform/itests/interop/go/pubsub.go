// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	pubsubpb "github.com/libp2p/go-libp2p-pubsub/pb"
	"github.com/libp2p/go-libp2p/core/host"
)

// contentID is what a message without author is known by: SHA-256 over topic, a zero byte and data.
func contentID(m *pubsubpb.Message) string {
	hash := sha256.New()
	hash.Write([]byte(m.GetTopic()))
	hash.Write([]byte{0})
	hash.Write(m.GetData())
	return string(hash.Sum(nil))
}

// policies are the signature policies. StrictNoSign: neither author nor sequence number, signature or key.
// StrictSign: all messages are signed, and known by author and sequence number, the library's default.
var policies = map[string][]pubsub.Option{
	"StrictNoSign": {
		pubsub.WithMessageSignaturePolicy(pubsub.StrictNoSign),
		pubsub.WithNoAuthor(),
		pubsub.WithMessageIdFn(contentID),
	},
	"StrictSign": {
		pubsub.WithMessageSignaturePolicy(pubsub.StrictSign),
	},
}

func newPubSub(ctx context.Context, h host.Host, router, policy string) (*pubsub.PubSub, error) {
	opts, known := policies[policy]
	if !known {
		return nil, fmt.Errorf("no signature policy %s, only StrictNoSign and StrictSign", policy)
	}
	switch router {
	case "floodsub":
		return pubsub.NewFloodSub(ctx, h, opts...)
	case "gossipsub":
		return pubsub.NewGossipSub(ctx, h, opts...)
	default:
		return nil, fmt.Errorf("no router %s, only floodsub and gossipsub", router)
	}
}

// heard is what came on a topic from others since the subscription, each message once for each time it was delivered.
type heard struct {
	deliveries int
	signed     int
	times      map[string]int // by data
}

func (h *heard) take(m *pubsub.Message) {
	if h.times == nil {
		h.times = map[string]int{}
	}
	h.deliveries++
	if len(m.Signature) > 0 {
		h.signed++
	}
	h.times[string(m.Data)]++
}

// digest is over the distinct data in the order of their bytes, a length of four bytes before each.
func (h *heard) digest() string {
	all := make([]string, 0, len(h.times))
	for data := range h.times {
		all = append(all, data)
	}
	slices.Sort(all)
	hash := sha256.New()
	for _, data := range all {
		n := len(data)
		hash.Write([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
		hash.Write([]byte(data))
	}
	return hex.EncodeToString(hash.Sum(nil))
}

func received(_ context.Context, n *node, r request) (reply, error) {
	var result reply
	look := func() {
		var h heard
		if t := n.topics[r.Topic]; t != nil {
			h = t.heard
		}
		result = reply{
			"deliveries": h.deliveries, "distinct": len(h.times), "signed": h.signed, "sha256": h.digest(),
		}
	}
	what := fmt.Sprintf("%d messages on %s", r.Count, r.Topic)
	err := n.board.await(what, r.timeout(awaitTime), func() (bool, error) {
		t := n.topics[r.Topic]
		if r.Count > 0 && (t == nil || len(t.heard.times) < r.Count) {
			return false, nil
		}
		look()
		return true, nil
	})
	if err != nil {
		n.board.change(look)
		return nil, fmt.Errorf("%w; only %v came", err, result["distinct"])
	}
	return result, nil
}

// pubsubPeers tells with whom a pubsub stream is open, and which protocol was agreed on.
func pubsubPeers(_ context.Context, n *node, _ request) (reply, error) {
	list := []reply{}
	for _, c := range n.host.Network().Conns() {
		for _, s := range c.GetStreams() {
			name := string(s.Protocol())
			if strings.HasPrefix(name, "/meshsub/") || strings.HasPrefix(name, "/floodsub/") {
				list = append(list, reply{
					"peer": c.RemotePeer().String(), "protocol": name,
					"direction": strings.ToLower(s.Stat().Direction.String()),
				})
			}
		}
	}
	return reply{"streams": list}, nil
}
