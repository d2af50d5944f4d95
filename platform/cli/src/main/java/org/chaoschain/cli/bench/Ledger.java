// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the sender was answered and what the receiver has handled, compared as sets, and in order
 * for each sender.
 */
final class Ledger {
  private static final int MAX_PROBLEMS = 10;

  private final Set<Id> accepted = new HashSet<>();
  private final Set<Id> uncertain = new HashSet<>();
  private final Map<String, Integer> refusals = new HashMap<>();
  private final List<Handled> handled = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long refused;
  private Optional<Mark> mark = Optional.empty();

  /** A message: the number of its sender, and its own. */
  record Id(int sender, long number) {}

  /** A message in the hands of a generation, by the receiver's clock in nanoseconds. */
  record Handled(Id id, long begin, long end, String generation) {}

  /** A moment by two clocks. */
  private record Mark(long nanos, Instant time) {}

  /**
   * What the comparison gives. All but the first three and the last two are to be zero.
   *
   * @param accepted messages whose acceptance the sender was told
   * @param handled messages that were handled, each counted once
   * @param refused messages that the receiver refused: they must not have been handled
   * @param lost accepted and never handled
   * @param duplicated handled once more
   * @param outOfOrder handled before an earlier one of the sender had been
   * @param unexpected handled though neither accepted nor uncertain
   * @param uncertain without an answer: handled or not, both is right
   * @param generations how many generations have handled at least one
   */
  record Verdict(
      long accepted,
      long handled,
      long refused,
      long lost,
      long duplicated,
      long outOfOrder,
      long unexpected,
      long uncertain,
      long generations) {
    boolean good() {
      return accepted > 0 && lost == 0 && duplicated == 0 && outOfOrder == 0 && unexpected == 0;
    }

    /** This one with what another part of the receiver has got wrong. */
    Verdict with(Verdict other) {
      return new Verdict(
          accepted,
          handled,
          refused,
          lost + other.lost,
          duplicated + other.duplicated,
          outOfOrder + other.outOfOrder,
          unexpected + other.unexpected,
          uncertain,
          generations);
    }
  }

  /** Takes a line of the sender: sender, number, answer. */
  void answered(String line) {
    String[] words = line.split(" ", 4);
    Id id = new Id(Integer.parseInt(words[0]), Long.parseLong(words[1]));
    switch (words[2]) {
      case "ACCEPTED", "PARKED", "DUPLICATE" -> accepted.add(id);
      case "UNCERTAIN" -> uncertain.add(id);
      default -> {
        refused++;
        refusals.merge(words.length > 3 ? words[3] : "", 1, Integer::sum);
      }
    }
  }

  /** Takes a line of a generation of the receiver: begin, end, sender, number. */
  void handled(String generation, String line) {
    String[] words = line.split(" ", -1);
    if (words[0].equals("#")) {
      mark = Optional.of(new Mark(Long.parseLong(words[1]), Instant.parse(words[2])));
      return;
    }
    Id id = new Id(Integer.parseInt(words[2]), Long.parseLong(words[3]));
    handled.add(new Handled(id, Long.parseLong(words[0]), Long.parseLong(words[1]), generation));
  }

  /**
   * Reads the files of a run.
   *
   * @param sender where the answers are
   * @param answers how their names begin
   * @param receiver where the generations have written
   * @param recorder how the names of their files begin, which end with the generation
   */
  static Ledger read(Path sender, String answers, Path receiver, String recorder)
      throws IOException {
    Ledger ledger = new Ledger();
    for (Path file : files(sender, answers)) {
      Files.readAllLines(file, StandardCharsets.US_ASCII).forEach(ledger::answered);
    }
    for (Path file : files(receiver, recorder)) {
      String name = file.getFileName().toString();
      String generation = name.substring(name.lastIndexOf('-') + 1);
      Files.readAllLines(file, StandardCharsets.US_ASCII)
          .forEach(line -> ledger.handled(generation, line));
    }
    return ledger;
  }

  private static List<Path> files(Path folder, String begin) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(f -> f.getFileName().toString().startsWith(begin)).sorted().toList();
    }
  }

  /** A moment by the receiver's clock in nanoseconds. */
  long nanos(Instant time) {
    Mark known = mark.orElseThrow(() -> new IllegalStateException("nothing was handled"));
    return known.nanos() + known.time().until(time, ChronoUnit.NANOS);
  }

  /** When the messages were handled, by the receiver's clock, in order. */
  long[] ends() {
    return handled.stream().mapToLong(Handled::end).sorted().toArray();
  }

  /** The reason that was given most often for a refusal. */
  Optional<String> commonRefusal() {
    return refusals.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(entry -> entry.getValue() + " times: " + entry.getKey());
  }

  /** The first things that were wrong. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  private void problem(String text) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(text);
    }
  }

  /** Compares; called once. */
  Verdict compare() {
    Set<Id> once = new HashSet<>();
    Set<String> generations = new HashSet<>();
    long duplicated = 0;
    long unexpected = 0;
    for (Handled each : handled) {
      generations.add(each.generation());
      if (!once.add(each.id())) {
        duplicated++;
        problem("handled twice: " + each);
      } else if (!accepted.contains(each.id()) && !uncertain.contains(each.id())) {
        unexpected++;
        problem("handled, but not accepted: " + each);
      }
    }
    long lost = 0;
    for (Id id : accepted) {
      if (!once.contains(id)) {
        lost++;
        problem("accepted, but never handled: " + id);
      }
    }
    return new Verdict(
        accepted.size(),
        once.size(),
        refused,
        lost,
        duplicated,
        outOfOrder(),
        unexpected,
        uncertain.size(),
        generations.size());
  }

  /** Counts what began before an earlier one of its sender had ended. */
  private long outOfOrder() {
    List<Handled> inTime = new ArrayList<>(handled);
    inTime.sort(Comparator.comparingLong(Handled::begin).thenComparingLong(Handled::end));
    Map<Integer, Handled> last = new HashMap<>();
    long wrong = 0;
    for (Handled each : inTime) {
      Handled before = last.put(each.id().sender(), each);
      if (before != null
          && (before.id().number() >= each.id().number() || before.end() > each.begin())) {
        wrong++;
        problem("out of order: " + before + ", then " + each);
      }
    }
    return wrong;
  }
}
