// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the gateway serves below {@code /api}: method, path, and who may ask. */
public enum Route {
  /** Makes an agent with a key at the node. */
  REGISTER("POST", "/api/agents/register", Access.OPEN),
  /** A WebSocket; with a token that of its agent, without one a feed of events to read. */
  SOCKET("GET", "/api/ws", Access.OPTIONAL),
  /** Events as server-sent events, with a token those of its agent as well. */
  EVENTS("GET", "/api/events", Access.OPTIONAL),
  /** Answers a question about a block. */
  VALIDATE("POST", "/api/agents/validate", Access.TOKEN),
  /** Proposes something for the chain to everybody. */
  TRANSACTION("POST", "/api/transactions/propose", Access.TOKEN),
  /** Offers an alliance to other agents. */
  ALLIANCE("POST", "/api/alliances/propose", Access.TOKEN),
  /** How an agent of the gateway stands. */
  AGENT("GET", "/api/agents/status/{agent_id}", Access.OPEN),
  /** The agents of the gateway. */
  AGENTS("GET", "/api/agents/external", Access.OPEN),
  /** Replaces the token by a new one. */
  RENEW("POST", "/api/agents/token", Access.TOKEN),
  /** Gives the token up. */
  REVOKE("DELETE", "/api/agents/token", Access.TOKEN),
  /** How the node and its network are. */
  NETWORK("GET", "/api/network/status", Access.OPEN),
  /** The description of all this. */
  OPENAPI("GET", "/api/openapi.json", Access.OPEN);

  private static final String PARAMETER = "{agent_id}";

  /** Whether a token is asked for. */
  public enum Access {
    /** No. */
    OPEN,
    /** It may be there; a wrong one is refused. */
    OPTIONAL,
    /** Yes. */
    TOKEN
  }

  /**
   * A route that fits.
   *
   * @param parameter what stands for the parameter of its path; empty if it has none
   */
  public record Match(Route route, String parameter) {}

  private final String method;
  private final String path;
  private final Access access;

  Route(String method, String path, Access access) {
    this.method = method;
    this.path = path;
    this.access = access;
  }

  /** The method of HTTP. */
  public String method() {
    return method;
  }

  /** The path, with a parameter in braces. */
  public String path() {
    return path;
  }

  /** Whether a token is asked for. */
  public Access access() {
    return access;
  }

  /**
   * Finds the route of a request.
   *
   * @param method of HTTP; HEAD asks for what GET does
   * @param path decoded, without query
   * @throws Refusal 404 if there is no such path, 405 if there is and it has other methods
   */
  public static Match find(String method, String path) throws Refusal {
    String wanted = method.equals("HEAD") ? "GET" : method;
    List<Match> fitting =
        Arrays.stream(values()).map(each -> each.match(path)).flatMap(Optional::stream).toList();
    if (fitting.isEmpty()) {
      throw Refusal.of(404, "not_found", "nothing is served here; /api/openapi.json says what is");
    }
    for (Match match : fitting) {
      if (match.route().method.equals(wanted)) {
        return match;
      }
    }
    throw Refusal.of(
        405,
        "method_not_allowed",
        "this path takes " + String.join(" and ", methods(path)) + " alone");
  }

  /** The methods that a path takes. */
  public static List<String> methods(String path) {
    return Arrays.stream(values())
        .filter(each -> each.match(path).isPresent())
        .map(Route::method)
        .toList();
  }

  private Optional<Match> match(String asked) {
    if (!path.endsWith(PARAMETER)) {
      return path.equals(asked) ? Optional.of(new Match(this, "")) : Optional.empty();
    }
    String before = path.substring(0, path.length() - PARAMETER.length());
    String rest = asked.startsWith(before) ? asked.substring(before.length()) : "";
    return rest.isEmpty() || rest.contains("/")
        ? Optional.empty()
        : Optional.of(new Match(this, rest));
  }
}
