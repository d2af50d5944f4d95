// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peerstore.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.peerstore.core.KnownPeer;
import org.chaoschain.p2p.peerstore.core.RememberedPeers.Changes;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code store/peers.mv}: a map {@code peers} from peer ids to entries, and a map {@code
 * format} with the {@code version}. What {@link #write} has returned from is on the disk. Not safe
 * for threads.
 *
 * <p>An entry: seconds since 1970 (8 bytes), size of the signed record (4 bytes, 0 for none), the
 * record, and for each address its size (2 bytes) and bytes.
 */
final class PeerFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerFile.class);
  private static final String VERSION = "1";

  private final MVStore store;
  private final MVMap<String, byte[]> peers;

  /**
   * Opens the file, or makes it.
   *
   * @throws IOException if it cannot be opened, or is of another version
   */
  PeerFile(Path file) throws IOException {
    try {
      store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
      MVMap<String, String> format = store.openMap("format");
      String version = format.putIfAbsent("version", VERSION);
      if (version != null && !version.equals(VERSION)) {
        store.close();
        throw new IOException(
            "%s has the format version %s, and this node knows version %s; run a newer node, or move the file away: peers are found anew then"
                .formatted(file, version, VERSION));
      }
      peers = store.openMap("peers");
    } catch (MVStoreException e) {
      throw new IOException(
          "%s cannot be opened: %s; if it is damaged, move it away: peers are found anew then"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** All entries; one that cannot be read is left out. */
  List<KnownPeer> read() {
    List<KnownPeer> all = new ArrayList<>();
    peers.forEach(
        (peer, entry) -> {
          try {
            all.add(decode(PeerId.parse(peer), entry));
          } catch (RuntimeException e) {
            LOG.warn(
                "What is kept of the peer {} cannot be read and is left out: {}",
                peer,
                e.toString());
          }
        });
    return all;
  }

  /**
   * Writes what has changed.
   *
   * @throws IOException if it cannot be written
   */
  void write(Changes changes) throws IOException {
    try {
      changes.kept().forEach(peer -> peers.put(peer.peer().toString(), encode(peer)));
      changes.forgotten().forEach(peer -> peers.remove(peer.toString()));
      store.commit();
      store.sync();
    } catch (MVStoreException e) {
      throw new IOException("the peers cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    store.close();
  }

  private static byte[] encode(KnownPeer peer) {
    byte[] record = peer.record().map(Bytes::toArray).orElse(new byte[0]);
    List<byte[]> addresses = peer.addresses().stream().map(a -> a.encode().toArray()).toList();
    int size = addresses.stream().mapToInt(a -> 2 + a.length).sum();
    ByteBuffer entry = ByteBuffer.allocate(12 + record.length + size);
    entry.putLong(peer.seen().getEpochSecond()).putInt(record.length).put(record);
    addresses.forEach(address -> entry.putShort((short) address.length).put(address));
    return entry.array();
  }

  private static KnownPeer decode(PeerId peer, byte[] bytes) {
    ByteBuffer entry = ByteBuffer.wrap(bytes);
    Instant seen = Instant.ofEpochSecond(entry.getLong());
    Bytes record = Bytes.wrap(take(entry, entry.getInt()));
    List<Multiaddr> addresses = new ArrayList<>();
    while (entry.hasRemaining()) {
      addresses.add(Multiaddr.decode(Bytes.wrap(take(entry, entry.getShort()))));
    }
    return new KnownPeer(
        peer, addresses, record.isEmpty() ? Optional.empty() : Optional.of(record), seen);
  }

  private static byte[] take(ByteBuffer from, int size) {
    if (size < 0 || size > from.remaining()) {
      throw new IllegalArgumentException(
          "%d bytes at %d, of which %d are there"
              .formatted(size, from.position(), from.remaining()));
    }
    byte[] taken = new byte[size];
    from.get(taken);
    return taken;
  }
}
