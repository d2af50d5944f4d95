// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One service with those who use it: each stream, or connection, enters before the first call and
 * leaves after the last. Once it is retired nobody enters any more, and it is done when all have
 * left; so nobody can meet a service whose bundle has gone. Safe for use by many threads.
 *
 * @param <S> the service's type
 */
final class Generation<S> {
  private final S service;
  private final ServiceOrigin origin;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private int users;
  private boolean retired;

  Generation(S service, ServiceOrigin origin) {
    this.service = service;
    this.origin = origin;
  }

  S service() {
    return service;
  }

  ServiceOrigin origin() {
    return origin;
  }

  /** Counts a user in; false once it is retired. */
  synchronized boolean enter() {
    if (retired) {
      return false;
    }
    users++;
    return true;
  }

  /** Counts a user out. */
  void leave() {
    boolean last;
    synchronized (this) {
      users--;
      last = retired && users == 0;
    }
    if (last) {
      done.complete(null);
    }
  }

  synchronized boolean retired() {
    return retired;
  }

  synchronized int users() {
    return users;
  }

  /** Nobody enters any more; completes when all have left. */
  CompletionStage<Void> retire() {
    boolean empty;
    synchronized (this) {
      retired = true;
      empty = users == 0;
    }
    if (empty) {
      done.complete(null);
    }
    return done;
  }

  /** The generation of this very service. */
  static <S> Optional<Generation<S>> of(S service, List<Generation<S>> among) {
    return among.stream().filter(each -> each.service == service).findFirst();
  }

  /** Puts it where it belongs: the best first. */
  void insertInto(List<Generation<S>> sorted) {
    int at = 0;
    while (at < sorted.size()
        && ServiceOrigin.BEST_FIRST.compare(sorted.get(at).origin, origin) < 0) {
      at++;
    }
    sorted.add(at, this);
  }
}
