// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What became of messages under faults: what the sender was told, compared with what the receiving
 * agents have done.
 *
 * @param sent messages
 * @param deliveredOnce done by the receiver exactly once
 * @param reportedFailed of which the sender was told that they failed
 * @param both reported as failed, and done
 * @param neither neither reported as failed nor done
 * @param duplicates done more than once
 * @param uncertain of which the sender was told that nobody knows
 * @param handedAgain handed to an agent once more after a crash, and known to it by the key
 * @param firstFailure an example of what the sender was told
 * @param faults what was done to them
 * @param problems the first ones, for people
 */
public record FaultResult(
    long sent,
    long deliveredOnce,
    long reportedFailed,
    long both,
    long neither,
    long duplicates,
    long uncertain,
    long handedAgain,
    String firstFailure,
    Map<String, Object> faults,
    List<String> problems)
    implements BenchResult {
  private static final int MAX_PROBLEMS = 10;

  @Override
  public boolean good() {
    return sent > 0
        && both == 0
        && neither == 0
        && duplicates == 0
        && deliveredOnce + reportedFailed == sent;
  }

  @Override
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sent", sent);
    json.put("delivered_once", deliveredOnce);
    json.put("reported_failed", reportedFailed);
    json.put("both", both);
    json.put("neither", neither);
    json.put("duplicates", duplicates);
    json.put("uncertain", uncertain);
    json.put("handed_again", handedAgain);
    if (!firstFailure.isEmpty()) {
      json.put("failure", firstFailure);
    }
    json.putAll(faults);
    if (!problems.isEmpty()) {
      json.put("problems", problems);
    }
    return json;
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("%d direct messages; faults: %s".formatted(sent, faults));
    lines.add(
        "  delivered once %d · reported as failed %d".formatted(deliveredOnce, reportedFailed));
    lines.add("  both %d · neither %d · done twice %d".formatted(both, neither, duplicates));
    lines.add(
        "  uncertain to the end %d · handed once more after the crash, known by the key %d"
            .formatted(uncertain, handedAgain));
    lines.addAll(problems);
    lines.add(
        good()
            ? "each message was delivered once or reported as failed"
            : "NOT WELL: messages were lost without a word, or done twice, or both done and"
                + " reported as failed");
    return lines;
  }

  /** Counts. The rest of what one line says. */
  private static final class Count {
    final Map<String, String> told = new HashMap<>();
    final Map<String, Integer> done = new HashMap<>();
    long again;
    String failure = "";
  }

  /**
   * Reads the files of a run.
   *
   * @param answers what the sender was told
   * @param witnesses the folder of what the agents have done
   * @param sent how many were sent
   * @param senders how many agents sent in turn
   */
  static FaultResult read(
      Path answers, Path witnesses, long sent, int senders, Map<String, Object> faults)
      throws IOException {
    Count count = new Count();
    for (String line : Files.readAllLines(answers, StandardCharsets.US_ASCII)) {
      String[] words = line.split(" ", 4);
      count.told.put(words[0] + " " + words[1], words[2]);
      if (words[2].equals("REFUSED") && count.failure.isEmpty()) {
        count.failure = words[3];
      }
    }
    try (Stream<Path> files = Files.list(witnesses)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("witness-")).toList()) {
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
          String[] words = line.split(" ", 2);
          if (words[1].equals("again")) {
            count.again++;
          } else {
            count.done.merge(words[1], 1, Integer::sum);
          }
        }
      }
    }
    return compare(count, sent, senders, faults);
  }

  private static FaultResult compare(
      Count count, long sent, int senders, Map<String, Object> faults) {
    Set<String> ids = new HashSet<>();
    for (long i = 0; i < sent; i++) {
      ids.add(i % senders + " " + i / senders);
    }
    Set<String> problems = new TreeSet<>();
    long once = 0;
    long failed = 0;
    long both = 0;
    long neither = 0;
    long twice = 0;
    long uncertain = 0;
    for (String id : ids) {
      int done = count.done.getOrDefault(id, 0);
      String told = count.told.getOrDefault(id, "nothing");
      boolean reported = told.equals("REFUSED");
      once += done == 1 ? 1 : 0;
      twice += done > 1 ? 1 : 0;
      failed += reported ? 1 : 0;
      both += reported && done > 0 ? 1 : 0;
      neither += !reported && done == 0 ? 1 : 0;
      uncertain += told.equals("UNCERTAIN") || told.equals("nothing") ? 1 : 0;
      if (done > 1 || reported == done > 0) {
        problems.add(
            "problem: message %s was done %d times, and told as %s".formatted(id, done, told));
      }
    }
    return new FaultResult(
        sent,
        once,
        failed,
        both,
        neither,
        twice,
        uncertain,
        count.again,
        count.failure,
        faults,
        problems.stream().limit(MAX_PROBLEMS).toList());
  }
}
