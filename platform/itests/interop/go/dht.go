// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ipfs/go-cid"
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/multiformats/go-multihash"
)

const (
	kadSuffix  = "/kad/1.0.0"
	searchTime = 30 * time.Second
)

// newDht serves the DHT under a protocol id; without one there is none.
func newDht(h host.Host, id string) (*dht.IpfsDHT, error) {
	if id == "" {
		return nil, nil
	}
	prefix, found := strings.CutSuffix(id, kadSuffix)
	if !found {
		return nil, fmt.Errorf("the id of the DHT must end in %s, found %s", kadSuffix, id)
	}
	return dht.New(h, dht.Mode(dht.ModeServer), dht.ProtocolPrefix(protocol.ID(prefix)))
}

func (n *node) search(ctx context.Context, r request) (context.Context, context.CancelFunc, error) {
	if n.dht == nil {
		return nil, nil, errors.New("started without --kad")
	}
	ctx, cancel := context.WithTimeout(ctx, r.timeout(searchTime))
	return ctx, cancel, nil
}

// dhtKnows waits until a peer is in the routing table.
func dhtKnows(_ context.Context, n *node, r request) (reply, error) {
	if n.dht == nil {
		return nil, errors.New("started without --kad")
	}
	p, err := peer.Decode(r.Peer)
	if err != nil {
		return nil, err
	}
	err = n.board.await(r.Peer+" in the routing table", r.timeout(awaitTime), func() (bool, error) {
		return n.dht.RoutingTable().Find(p) != "", nil
	})
	return reply{"size": n.dht.RoutingTable().Size()}, err
}

func contentKey(r request) (cid.Cid, error) {
	raw, err := hex.DecodeString(r.KeyHex)
	if err != nil {
		return cid.Undef, err
	}
	hash, err := multihash.Cast(raw)
	if err != nil {
		return cid.Undef, err
	}
	return cid.NewCidV1(cid.Raw, hash), nil
}

func provide(ctx context.Context, n *node, r request) (reply, error) {
	ctx, cancel, err := n.search(ctx, r)
	if err != nil {
		return nil, err
	}
	defer cancel()
	key, err := contentKey(r)
	if err != nil {
		return nil, err
	}
	return reply{}, n.dht.Provide(ctx, key, true)
}

func findProviders(ctx context.Context, n *node, r request) (reply, error) {
	ctx, cancel, err := n.search(ctx, r)
	if err != nil {
		return nil, err
	}
	defer cancel()
	key, err := contentKey(r)
	if err != nil {
		return nil, err
	}
	list := []reply{}
	for found := range n.dht.FindProvidersAsync(ctx, key, max(1, r.Count)) {
		list = append(list, reply{"peer": found.ID.String(), "addrs": addrTexts(found.Addrs)})
	}
	return reply{"providers": list}, ctx.Err()
}

func findPeer(ctx context.Context, n *node, r request) (reply, error) {
	ctx, cancel, err := n.search(ctx, r)
	if err != nil {
		return nil, err
	}
	defer cancel()
	p, err := peer.Decode(r.Peer)
	if err != nil {
		return nil, err
	}
	found, err := n.dht.FindPeer(ctx, p)
	return reply{"peer": found.ID.String(), "addrs": addrTexts(found.Addrs)}, err
}

func putValue(ctx context.Context, n *node, r request) (reply, error) {
	ctx, cancel, err := n.search(ctx, r)
	if err != nil {
		return nil, err
	}
	defer cancel()
	key, err := hex.DecodeString(r.KeyHex)
	if err != nil {
		return nil, err
	}
	value, err := hex.DecodeString(r.DataHex)
	if err != nil {
		return nil, err
	}
	return reply{}, n.dht.PutValue(ctx, string(key), value)
}

func getValue(ctx context.Context, n *node, r request) (reply, error) {
	ctx, cancel, err := n.search(ctx, r)
	if err != nil {
		return nil, err
	}
	defer cancel()
	key, err := hex.DecodeString(r.KeyHex)
	if err != nil {
		return nil, err
	}
	value, err := n.dht.GetValue(ctx, string(key))
	return reply{"dataHex": hex.EncodeToString(value)}, err
}
