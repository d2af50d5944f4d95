// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.chaoschain.api.message.Priority;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * The stream on which one peer is sent RPCs, with the queue of those that wait because the peer
 * does not read fast enough. What waits goes out by class; when the queue is full, what matters
 * least leaves first, of that the oldest; each loss is counted. What is never left out goes back
 * when there is no room for it, as both sides would differ from then on. Inside the stream's
 * executor.
 */
final class Outlet implements DuplexHandler {
  private final Stream stream;
  private final StreamLimits limits;
  private final Runnable closed;
  private final Predicate<Outgoing> takesBack;
  private final SendQueue queue = new SendQueue();
  private final AtomicLong coming = new AtomicLong();
  private final Map<Priority, AtomicLong> before = new EnumMap<>(Priority.class);
  private boolean writable = true;
  private boolean finishing;

  /**
   * Makes an outlet.
   *
   * @param closed run when the stream has ended
   * @param takesBack is given what does not fit although it must not be left out; answers whether
   *     it will tell it again, else the stream is reset
   */
  Outlet(Stream stream, StreamLimits limits, Runnable closed, Predicate<Outgoing> takesBack) {
    this.stream = stream;
    this.limits = limits;
    this.closed = closed;
    this.takesBack = takesBack;
    for (Priority priority : Priority.values()) {
      before.put(priority, new AtomicLong());
    }
  }

  /** Sends an RPC now or later, from any thread; what waits goes out by its class. */
  void post(Outgoing rpc) {
    coming.addAndGet(rpc.size());
    try {
      stream
          .executor()
          .execute(
              () -> {
                coming.addAndGet(-rpc.size());
                send(rpc);
              });
    } catch (RejectedExecutionException e) {
      coming.addAndGet(-rpc.size());
      throw e;
    }
  }

  /**
   * Whether there is no room for a message of a class but in the place of one that came before it
   * and matters as much. From any thread.
   */
  boolean full(Priority priority, int size) {
    return !limits.maxQueue().allows(coming.get() + before.get(priority).get() + size);
  }

  private void note() {
    before.forEach((priority, bytes) -> bytes.lazySet(queue.bytesBefore(priority)));
  }

  /** Takes out what waits and is of no use any more, from any thread. */
  void cancel(Predicate<Outgoing> useless) {
    stream.executor().execute(() -> remove(useless));
  }

  private void remove(Predicate<Outgoing> useless) {
    while (queue.takeOne(useless).isPresent()) {
      limits.counter("cancelled").increment();
    }
    note();
  }

  private void send(Outgoing rpc) {
    if (stream.closed()) {
      return;
    }
    queue.add(rpc);
    flush();
    if (overfull()) {
      makeRoom();
    }
    note();
  }

  private void makeRoom() {
    while (overfull()) {
      Optional<Outgoing> least = queue.shed();
      if (least.isEmpty()) {
        break;
      }
      refused(least.get());
    }
    while (overfull()) {
      Optional<Outgoing> newest = queue.takeLast();
      if (newest.isEmpty()) {
        break;
      }
      refused(newest.get());
      if (!takesBack.test(newest.get())) {
        stream.reset(
            CloseReason.limit(
                limits.maxQueue().refuse(stream.toString(), queue.bytes()).getMessage()));
      }
    }
  }

  private boolean overfull() {
    return !limits.maxQueue().allows(queue.bytes());
  }

  private void refused(Outgoing rpc) {
    limits.maxQueue().refused().increment();
    limits
        .counter(
            "shed",
            "what",
            rpc.keep().label(),
            "class",
            rpc.priority().name().toLowerCase(Locale.ROOT))
        .increment();
  }

  private void flush() {
    while (writable && !queue.isEmpty()) {
      writable = stream.write(FrameDecoder.encode(queue.next().orElseThrow().rpc()));
    }
    if (finishing && queue.isEmpty()) {
      stream.close();
    }
  }

  /** Ends the stream, from any thread, once all that was posted has gone out. */
  void finish() {
    stream
        .executor()
        .execute(
            () -> {
              finishing = true;
              flush();
            });
  }

  /** Ends the stream, from any thread, once what was posted and is welcome has gone out. */
  void close() {
    stream.executor().execute(stream::close);
  }

  @Override
  public void onWritable() {
    writable = true;
    flush();
    note();
  }

  @Override
  public void onRead(ByteBuf data) {
    data.release();
    limits.counter("violations").increment();
    stream.reset(CloseReason.protocolError(stream + ": a peer answers where it only listens"));
  }

  @Override
  public void onClosed(CloseReason reason) {
    queue.clear();
    closed.run();
  }
}
