// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.resource.ResourceScope;
import org.chaoschain.p2p.api.resource.ResourceUsage;

/**
 * A scope that many use at the same time.
 *
 * @param hold gives its account, and keeps it until {@code leave}
 * @param around the scopes around it
 */
record SharedScope(Supplier<Account> hold, Runnable leave, List<Account> around)
    implements ResourceScope {
  private interface Use<T> {
    T with(Account account) throws LimitExceededException;
  }

  private <T> T using(Use<T> use) throws LimitExceededException {
    Account account = hold.get();
    try {
      return use.with(account);
    } finally {
      leave.run();
    }
  }

  private <T> T looking(java.util.function.Function<Account, T> look) {
    Account account = hold.get();
    try {
      return look.apply(account);
    } finally {
      leave.run();
    }
  }

  @Override
  public String name() {
    return looking(Account::title);
  }

  @Override
  public ResourceUsage usage() {
    return looking(Account::usage);
  }

  @Override
  public void reserveMemory(long bytes) throws LimitExceededException {
    using(
        account -> {
          Account.take(with(account), What.MEMORY, bytes);
          return null;
        });
  }

  @Override
  public void releaseMemory(long bytes) {
    looking(
        account -> {
          long given = account.giveAtMost(What.MEMORY, bytes);
          Account.give(around, What.MEMORY, given);
          return given;
        });
  }

  private List<Account> with(Account account) {
    List<Account> all = new ArrayList<>(around.size() + 1);
    all.add(account);
    all.addAll(around);
    return all;
  }
}
