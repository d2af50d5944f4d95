// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Version;

/**
 * What the node remembers of a plugin beyond what it shall run. Immutable.
 *
 * @param name the plugin
 * @param highest the highest version that has run here
 * @param stateVersion the form of its data
 * @param quarantine if it is in quarantine
 * @param rejected a jar that came up and was rolled back later
 * @param history its generations, oldest first, at most {@link #MOST}
 */
public record PluginRecord(
    String name,
    Version highest,
    int stateVersion,
    Optional<Quarantine> quarantine,
    Optional<Rejected> rejected,
    List<Generation> history) {
  /** The most generations that are remembered. */
  public static final int MOST = 16;

  /** Keeps an immutable copy of the newest. */
  public PluginRecord {
    history = List.copyOf(history.subList(Math.max(0, history.size() - MOST), history.size()));
  }

  /**
   * Why a plugin is stopped.
   *
   * @param reason for people
   * @param since when it was
   */
  public record Quarantine(String reason, Instant since) {}

  /**
   * A jar that is not taken again unless it is forced.
   *
   * @param sha256 of the jar
   * @param version it has
   * @param reason why it was rolled back
   */
  public record Rejected(String sha256, Version version, String reason) {}

  /** What became of a generation. */
  public enum Outcome {
    /** It runs, or shall. */
    RUNS,
    /** A later one has taken its place. */
    REPLACED,
    /** It was in trouble, and the one before came back. */
    ROLLED_BACK,
    /** It was removed. */
    REMOVED
  }

  /**
   * One deployment.
   *
   * @param number as counted for this plugin
   * @param version that was deployed
   * @param sha256 of its jar
   * @param stateVersion the form of its data
   * @param at when it was up
   * @param tookMillis from the order until it was up and the one before was gone
   * @param update whether it has taken the place of another
   * @param outcome what became of it
   * @param reason why, or empty
   */
  public record Generation(
      int number,
      Version version,
      String sha256,
      int stateVersion,
      Instant at,
      long tookMillis,
      boolean update,
      Outcome outcome,
      String reason) {
    Generation with(Outcome newOutcome, String newReason) {
      return new Generation(
          number, version, sha256, stateVersion, at, tookMillis, update, newOutcome, newReason);
    }
  }

  /** Nothing but the name is known. */
  public static PluginRecord of(String name) {
    return new PluginRecord(
        name, Version.emptyVersion, 0, Optional.empty(), Optional.empty(), List.of());
  }

  /** A generation has come up. */
  public PluginRecord up(Generation generation) {
    List<Generation> all = new ArrayList<>();
    for (Generation each : history) {
      all.add(
          each.outcome() == Outcome.RUNS
              ? each.with(Outcome.REPLACED, "by " + generation.version())
              : each);
    }
    all.add(generation);
    return new PluginRecord(
        name,
        generation.version().compareTo(highest) > 0 ? generation.version() : highest,
        generation.stateVersion(),
        Optional.empty(),
        rejected.filter(each -> !each.sha256().equals(generation.sha256())),
        all);
  }

  /** The generation that runs has turned out bad; {@link #up} with the one before follows. */
  public PluginRecord rolledBack(String reason) {
    Optional<Generation> bad = latest();
    List<Generation> all = new ArrayList<>(history);
    bad.ifPresent(each -> all.set(all.size() - 1, each.with(Outcome.ROLLED_BACK, reason)));
    Version best =
        all.stream()
            .filter(each -> each.outcome() != Outcome.ROLLED_BACK)
            .map(Generation::version)
            .max(Version::compareTo)
            .orElse(Version.emptyVersion);
    return new PluginRecord(
        name,
        bad.isPresent() && bad.get().version().equals(highest) ? best : highest,
        stateVersion,
        quarantine,
        bad.map(each -> new Rejected(each.sha256(), each.version(), reason)),
        all);
  }

  /** It is stopped until somebody releases it. */
  public PluginRecord quarantined(Quarantine why) {
    return new PluginRecord(name, highest, stateVersion, Optional.of(why), rejected, history);
  }

  /** It may run again. */
  public PluginRecord released() {
    return new PluginRecord(name, highest, stateVersion, Optional.empty(), rejected, history);
  }

  /** It was removed, and its data was kept. */
  public PluginRecord removed(String reason) {
    List<Generation> all = new ArrayList<>();
    for (Generation each : history) {
      all.add(each.outcome() == Outcome.RUNS ? each.with(Outcome.REMOVED, reason) : each);
    }
    return new PluginRecord(name, highest, stateVersion, Optional.empty(), Optional.empty(), all);
  }

  /** The newest generation. */
  public Optional<Generation> latest() {
    return history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
  }

  /** The newest generation that another has taken the place of; its jar is kept. */
  public Optional<Generation> previous() {
    for (int i = history.size() - 2; i >= 0; i--) {
      if (history.get(i).outcome() == Outcome.REPLACED) {
        return Optional.of(history.get(i));
      }
    }
    return Optional.empty();
  }

  /** What the newest generation has taken the place of; empty if it has itself come back. */
  public Optional<Generation> replaced() {
    return previous().filter(each -> each.equals(history.get(history.size() - 2)));
  }
}
