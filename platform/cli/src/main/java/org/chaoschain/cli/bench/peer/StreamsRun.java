// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.p2p.api.host.Connection;

/** Opens a stream, has one echo on it, ends it, and opens the next. */
final class StreamsRun {
  private final Connection connection;
  private final long end;
  private final CompletableFuture<Integer> count = new CompletableFuture<>();
  private int done;

  private StreamsRun(Connection connection, long end) {
    this.connection = connection;
    this.end = end;
  }

  static StreamsRun start(Connection connection, long end) {
    StreamsRun run = new StreamsRun(connection, end);
    run.next();
    return run;
  }

  /** How many streams there were. */
  CompletableFuture<Integer> count() {
    return count;
  }

  private void next() {
    connection
        .newStream(List.of(EchoProtocol.ID))
        .thenCompose(stream -> EchoRun.on(stream, end, 1))
        .whenComplete(
            (once, failure) -> {
              if (failure != null) {
                count.completeExceptionally(failure);
                return;
              }
              done++;
              if (System.nanoTime() - end < 0) {
                next();
              } else {
                count.complete(done);
              }
            });
  }
}
