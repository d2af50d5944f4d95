// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.opinions.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.agent.AgentDirectory.HostedAgent;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinions;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Clock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The control command {@code opinions.ask}: what agents of this node think of a block that is made
 * up for the question. No chain is asked, and nothing is decided by it.
 */
@Component(service = ControlCommand.class)
public final class OpinionsCommand implements ControlCommand {
  private static final String WITHIN = "5s";
  private static final Duration MOST = Duration.ofMinutes(1);

  private final Opinions opinions;
  private final AgentDirectory directory;
  private final Node node;
  private final Clock clock;

  /** Made by Declarative Services. */
  @Activate
  public OpinionsCommand(
      @Reference Opinions opinions,
      @Reference AgentDirectory directory,
      @Reference Node node,
      @Reference Clock clock) {
    this.opinions = opinions;
    this.directory = directory;
    this.node = node;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "opinions.ask";
  }

  @Override
  public String summary() {
    return "Asks agents what they think of a block made up for it (arguments: agents, within, height, drama, mood, transactions)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    Set<AgentId> asked = agents(request);
    ProposedBlock block;
    Duration within;
    try {
      within = TimeSpan.parse(request.text("within").orElse(WITHIN));
      block = block(request);
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(e.getMessage());
    }
    if (within.isNegative() || within.isZero() || within.compareTo(MOST) > 0) {
      throw ControlException.usage(
          "'within' is more than zero and at most %s, not %s".formatted(MOST, within));
    }
    for (Opinions.Answer answer : await(block, asked, within)) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("agent", answer.agent().toString());
      item.put("name", directory.byId(answer.agent()).map(HostedAgent::name).orElse(""));
      item.put("status", answer.status().name().toLowerCase(Locale.ROOT));
      item.put("verdict", answer.opinion().verdict().name().toLowerCase(Locale.ROOT));
      item.put("reason", answer.opinion().reason());
      item.put("took_ms", answer.took().toNanos() / 1e6);
      item.put("block", block.hash().hex());
      reply.item(item);
    }
  }

  private Set<AgentId> agents(ControlRequest request) throws ControlException {
    Set<AgentId> asked = new TreeSet<>();
    for (String which : request.texts("agents")) {
      try {
        asked.add(
            which.startsWith("did:")
                ? AgentId.parse(which)
                : directory
                    .byName(which)
                    .map(HostedAgent::id)
                    .orElseThrow(
                        () -> new IllegalArgumentException("no agent here has the name " + which)));
      } catch (IllegalArgumentException e) {
        throw ControlException.usage("'agents': " + e.getMessage());
      }
    }
    if (asked.isEmpty()) {
      directory.hosted().forEach(agent -> asked.add(agent.id()));
    }
    if (asked.isEmpty()) {
      throw ControlException.notFound("this node hosts no agent that could be asked");
    }
    return asked;
  }

  private ProposedBlock block(ControlRequest request) throws ControlException {
    List<ProposedBlock.Transaction> transactions = new ArrayList<>();
    for (String text : request.texts("transactions")) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      transactions.add(new ProposedBlock.Transaction(sha256(text), bytes, text));
    }
    long height = request.number("height", 1);
    String mood = request.text("mood").orElse("");
    int drama = (int) Math.min(Math.max(request.number("drama", 0), -1), Integer.MAX_VALUE);
    String said = "%d %d %s %s %s".formatted(height, drama, mood, transactions, clock.now());
    return new ProposedBlock(
        node.chainId(),
        height,
        sha256("block " + said),
        sha256("parent " + said),
        sha256("producer " + said),
        clock.now(),
        transactions,
        List.of(),
        drama,
        mood);
  }

  private List<Opinions.Answer> await(ProposedBlock block, Set<AgentId> asked, Duration within)
      throws ControlException {
    try {
      return opinions.ask(block, asked, within).toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ControlException.failed("the command was interrupted");
    } catch (ExecutionException e) {
      throw ControlException.failed(String.valueOf(e.getCause()));
    }
  }

  private static Bytes sha256(String text) {
    try {
      return Bytes.wrap(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
