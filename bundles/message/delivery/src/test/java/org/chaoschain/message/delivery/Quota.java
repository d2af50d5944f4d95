// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.CapabilityException;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** The account of a plugin whose quotas a test sets. */
final class Quota implements PluginAccount {
  final Set<String> declared = new HashSet<>();
  final List<String> failures = new ArrayList<>();
  int handlers = Integer.MAX_VALUE;
  int running;
  int checks = Integer.MAX_VALUE;
  int checking;
  final List<String> checked = new ArrayList<>();
  final List<Runnable> instead = new ArrayList<>();
  int calls;
  long queued;
  private final String plugin;
  private final Limit queueBytes;
  private final List<Runnable> waiting = new ArrayList<>();

  Quota(String plugin, long queueBytes) {
    this.plugin = plugin;
    this.queueBytes =
        new RecordedMetrics().limit("extension.plugins.quota.queue.bytes", queueBytes, "bytes");
  }

  /** Allows so many at once, and lets those try again who had to wait. */
  void allow(int atOnce) {
    handlers = atOnce;
    List<Runnable> retries = List.copyOf(waiting);
    waiting.clear();
    retries.forEach(Runnable::run);
  }

  int waiting() {
    return waiting.size();
  }

  @Override
  public String plugin() {
    return plugin;
  }

  @Override
  public void require(Capability capability) {
    if (!declared.contains(capability.toString())) {
      throw new CapabilityException(plugin, capability);
    }
  }

  @Override
  public void reserveQueue(int bytes) throws LimitExceededException {
    queueBytes.check("plugin " + plugin, queued + bytes);
    queued += bytes;
  }

  @Override
  public void releaseQueue(int bytes) {
    queued -= bytes;
  }

  @Override
  public Optional<Work> begin(String what, Runnable retry) {
    if (running >= handlers) {
      waiting.add(retry);
      return Optional.empty();
    }
    running++;
    calls++;
    return Optional.of(
        new Work() {
          @Override
          public void failed(Throwable cause) {
            failures.add(what + ": " + cause.getMessage());
          }

          @Override
          public void onGivenUp(Runnable action) {
            instead.add(action);
          }

          @Override
          public void close() {
            running--;
          }
        });
  }

  @Override
  public Optional<Work> beginCheck(String what, Runnable retry) {
    if (checking >= checks) {
      waiting.add(retry);
      return Optional.empty();
    }
    checking++;
    checked.add(what);
    return Optional.of(
        new Work() {
          @Override
          public void failed(Throwable cause) {
            failures.add(what + ": " + cause.getMessage());
          }

          @Override
          public void onGivenUp(Runnable action) {
            instead.add(action);
          }

          @Override
          public void close() {
            checking--;
          }
        });
  }

  @Override
  public void openStream() {}

  @Override
  public void closeStream() {}

  @Override
  public void failed(String what, Throwable cause) {
    failures.add(what + ": " + cause.getMessage());
  }
}
