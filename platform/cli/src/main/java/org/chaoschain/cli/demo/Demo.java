// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.cli.demo.Audience.Progress;
import org.chaoschain.cli.demo.Ledger.NodeRecord;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;

/**
 * Nodes in processes of their own that know one address, agents on them that act out a
 * conversation, and a plugin that is deployed on every node in the middle of it.
 */
public final class Demo {
  private static final Duration LAST_WORDS = Duration.ofSeconds(20);

  /** For what comes a second time, after all have heard it. */
  private static final Duration STRAGGLERS = Duration.ofMillis(500);

  private static final Duration STATE_INTERVAL = Duration.ofMillis(200);
  private static final String PLUGIN_TYPE = "extension/ascii-meme";

  private final DemoOptions options;
  private final Conversation conversation;
  private final Deadline deadline;
  private final Ledger ledger = new Ledger();
  private final Set<String> heard = ConcurrentHashMap.newKeySet();
  private List<Integer> peers = List.of();
  private List<Integer> generations = List.of();
  private long stateAt;

  private Demo(DemoOptions options, Conversation conversation) {
    this.options = options;
    this.conversation = conversation;
    this.deadline = new Deadline(options.deadline());
  }

  /**
   * Plays the demo.
   *
   * @param stream where it is shown
   * @param terminal whether that is a terminal
   * @param columns its width
   * @throws CliException if it cannot be played; nothing of it is left running
   */
  public static Result play(DemoOptions options, PrintStream stream, boolean terminal, int columns)
      throws InterruptedException {
    Conversation conversation = Conversation.read(options.conversation());
    Demo demo = new Demo(options, conversation);
    try (Stage stage = Stage.open(options);
        Audience audience =
            terminal
                ? new LiveAudience(stream, columns, conversation.lines().size())
                : new PlainAudience(stream)) {
      return demo.play(stage, audience);
    } catch (IOException e) {
      throw new CliException(ExitCode.FILES, "the demo's files cannot be written: " + e, "");
    }
  }

  private Result play(Stage stage, Audience audience) throws IOException, InterruptedException {
    List<String> agents = conversation.agents();
    audience.scene(
        "%d nodes start, each in a process of its own; %d agents: %s"
            .formatted(options.nodes(), agents.size(), String.join(", ", agents)));
    stage.start(agents, deadline);
    audience.scene("they know one address and find each other: " + stage.nodes().get(0).address());
    stage.awaitMesh(deadline);
    for (DemoNode node : stage.nodes()) {
      node.follow(record -> onRecord(stage, audience, node, record));
    }
    audience.scene("the conversation begins; nobody knows ascii memes yet");
    long pluginMs = converse(stage, audience);
    audience.scene("the last line is said; waiting until all have heard it");
    Duration patience = deadline.left("the last deliveries", LAST_WORDS);
    boolean all = ledger.awaitAll(patience);
    rest(System.nanoTime() + STRAGGLERS.toNanos());
    show(stage, audience, conversation.lines().size(), true);
    Ledger.Tally tally = ledger.tally();
    return new Result(stage.nodes().size(), tally, pluginMs, all && tookOver(tally));
  }

  private long converse(Stage stage, Audience audience) throws InterruptedException {
    Playback playback = new Playback(stage, ledger);
    List<Line> lines = conversation.lines();
    int middle = lines.size() / 2;
    Deployment deployment = null;
    long next = System.nanoTime();
    for (int i = 0; i < lines.size(); i++) {
      if (i == middle) {
        audience.scene(
            "the plugin ascii-meme, signed by %s, is deployed on every node, while messages flow"
                .formatted(stage.publisher()));
        deployment = Deployment.start(stage.nodes(), stage.plugin());
      }
      playback.say(lines.get(i), deadline.left("line " + lines.get(i).number()));
      show(stage, audience, i + 1, false);
      next = Math.max(next + options.pace().toNanos(), System.nanoTime());
      rest(next);
    }
    if (deployment == null) {
      deployment = Deployment.start(stage.nodes(), stage.plugin());
    }
    return deployment.await(deadline.left("the deployment of the plugin"));
  }

  private static void rest(long until) throws InterruptedException {
    long millis = (until - System.nanoTime()) / 1_000_000;
    if (millis > 0) {
      Thread.sleep(millis);
    }
  }

  /** The plugin rendered on each node, and what waited for it anywhere was delivered. */
  private boolean tookOver(Ledger.Tally tally) {
    boolean memes = conversation.lines().stream().anyMatch(Line::extension);
    return generations.stream().allMatch(generation -> generation > 0)
        && (!memes || tally.rendered() > 0);
  }

  private void onRecord(Stage stage, Audience audience, DemoNode node, NodeRecord record) {
    ledger.record(node.index(), record);
    boolean first =
        switch (record.state()) {
          case "parked" -> heard.add(record.messageId());
          case "delivered" ->
              heard.add(record.messageId() + (record.type().equals(PLUGIN_TYPE) ? "!" : ""));
          default -> false;
        };
    if (first) {
      audience.heard(
          "%s -> %s, at node %d: %s%s"
              .formatted(
                  stage.nameOf(record.sender()),
                  record.target().isEmpty() ? "all" : stage.nameOf(record.target()),
                  node.index() + 1,
                  record.state().equals("parked") ? "(waits for a plugin) " : "",
                  record.text().contains("\n")
                      ? System.lineSeparator() + record.text().indent(4).stripTrailing()
                      : record.text()));
    }
  }

  private void show(Stage stage, Audience audience, int played, boolean now) {
    long time = System.nanoTime();
    if (!now && time - stateAt < STATE_INTERVAL.toNanos()) {
      return;
    }
    stateAt = time;
    stage.requireAlive();
    List<Integer> nowPeers = new ArrayList<>();
    List<Integer> nowGenerations = new ArrayList<>();
    for (DemoNode node : stage.nodes()) {
      Duration patience = deadline.left("asking node " + (node.index() + 1));
      nowPeers.add(stage.peers(node, patience));
      nowGenerations.add(generation(node, patience));
    }
    peers = List.copyOf(nowPeers);
    generations = List.copyOf(nowGenerations);
    audience.progress(
        new Progress(played, conversation.lines().size(), peers, generations, ledger.tally()));
  }

  private static int generation(DemoNode node, Duration patience) {
    return node.ask("plugin.list", Map.of(), patience).stream()
        .filter(plugin -> "active".equals(plugin.get("state")))
        .map(plugin -> plugin.get("generation"))
        .filter(Number.class::isInstance)
        .mapToInt(number -> ((Number) number).intValue())
        .max()
        .orElse(0);
  }
}
