// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How it went. What is lost or twice is so of all of the run; the rest is of what was said after
 * the warm-up.
 *
 * @param wanted how many agents were to be connected
 * @param agents how many were connected at the end
 * @param cuts connections that broke; their agents have connected again
 * @param due messages that the agents were to say
 * @param slowed how often the gateway told an agent to slow down
 * @param sent messages that were said; fewer than were due if the gateway told agents to slow down
 * @param received messages that have come to the agent that they were for
 * @param lost said and not received
 * @param twice received more than once, or by another agent
 * @param failed said and refused
 * @param warmUpFailed the same while both processes warmed up
 * @param p50Ms half of the messages took at most so long, from saying to hearing
 * @param p99Ms 99 of 100 did
 * @param rate messages that were heard a second while the agents sent
 * @param nodeUs processor time of the node for each message that was heard
 * @param agentsUs the same of the process of the agents
 * @param residentMib resident memory of the node
 */
public record GatewayResult(
    long wanted,
    long agents,
    long cuts,
    long due,
    long slowed,
    long sent,
    long received,
    long lost,
    long twice,
    long failed,
    long warmUpFailed,
    double p50Ms,
    double p99Ms,
    double rate,
    double nodeUs,
    double agentsUs,
    double residentMib) {
  private static final double DIGITS = 100;

  /** Whether each message has come exactly once, and all agents stayed connected. */
  public boolean good() {
    return lost == 0 && twice == 0 && failed == 0 && cuts == 0 && agents == wanted;
  }

  /** The object of {@code --json}. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bench", "gateway");
    json.put("agents", agents);
    json.put("cuts", cuts);
    json.put("due", due);
    json.put("slowed", slowed);
    json.put("sent", sent);
    json.put("received", received);
    json.put("lost", lost);
    json.put("twice", twice);
    json.put("failed", failed);
    json.put("warm_up_failed", warmUpFailed);
    json.put("p50_ms", rounded(p50Ms));
    json.put("p99_ms", rounded(p99Ms));
    json.put("rate", Math.round(rate));
    json.put("node_processor_us", Math.round(nodeUs));
    json.put("agents_processor_us", Math.round(agentsUs));
    json.put("node_resident_mib", rounded(residentMib));
    return json;
  }

  /** For people. */
  public List<String> lines() {
    return List.of(
        "%,d agents connected, the node has %,.0f MiB of resident memory"
            .formatted(agents, residentMib),
        "%,d messages due; agents were told %,d times to slow down; %,d connections broke"
            .formatted(due, slowed, cuts),
        "%,d messages said, %,d heard, %,d lost, %,d twice, %,d refused, %,d during the warm-up"
            .formatted(sent, received, lost, twice, failed, warmUpFailed),
        String.format(Locale.ROOT, "p50 %.2f ms, p99 %.2f ms", p50Ms, p99Ms),
        "%,.0f messages a second; processor time for one: node %,.0f us, agents %,.0f us"
            .formatted(rate, nodeUs, agentsUs));
  }

  private static double rounded(double value) {
    return Math.round(value * DIGITS) / DIGITS;
  }
}
