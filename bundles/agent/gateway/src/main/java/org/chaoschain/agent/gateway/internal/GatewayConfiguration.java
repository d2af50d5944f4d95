// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the gateway. */
@ObjectClassDefinition(
    name = "Agent gateway",
    description = "HTTP and WebSocket for agents in any language, below /api")
public @interface GatewayConfiguration {
  /** Port. */
  @AttributeDefinition(
      min = "-1",
      max = "65535",
      description = "Where the gateway listens: a port, 0 for a free one, -1 for no gateway at all")
  int port() default -1;

  /** Address. */
  @AttributeDefinition(
      description =
          "The address that the gateway listens on; one that is not of loopback needs TLS, or agent.gateway.insecure")
  String host() default "127.0.0.1";

  /** Plain text on a network. */
  @AttributeDefinition(
      description =
          "Listen without TLS on an address that is not of loopback: tokens can be read on the way, so only behind a proxy that adds TLS")
  boolean insecure() default false;

  /** Key and certificates. */
  @AttributeDefinition(
      description =
          "A PKCS#12 file with the key and the certificates of the gateway: it speaks TLS alone then; empty for plain HTTP")
  String tls_keystore() default "";

  /** Password. */
  @AttributeDefinition(
      description =
          "A file whose first line is the password of agent.gateway.tls.keystore; readable by its owner alone")
  String tls_password_file() default "";

  /** Names. */
  @AttributeDefinition(
      description =
          "Names and addresses, separated by commas, by which requests may call the node in the header Host, beside localhost, 127.0.0.1, [::1] and agent.gateway.host")
  String hosts() default "";

  /** Origins. */
  @AttributeDefinition(
      description =
          "Origins, separated by commas, of web pages that may call the gateway, such as https://example.org; none unless named")
  String origins() default "";

  /** Threads. */
  @AttributeDefinition(
      min = "8",
      max = "1000",
      description = "Most threads that serve connections; none of them waits for the node")
  int max_threads() default 16;

  /** Connections. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Most connections at a time; more wait to be accepted")
  int max_connections() default 4096;

  /** Requests. */
  @AttributeDefinition(description = "Most bytes of the body of a request")
  String max_body_bytes() default "64KiB";

  /** Time for a request. */
  @AttributeDefinition(
      description = "How long a request may take, from its first byte to the last of the answer")
  String request_timeout() default "15s";

  /** Silence. */
  @AttributeDefinition(description = "How long a connection may be silent before it is closed")
  String idle_timeout() default "2m";

  /** Sockets. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Most WebSockets and event feeds at a time")
  int max_sockets() default 2048;

  /** Frames. */
  @AttributeDefinition(description = "Most bytes of a frame that a client sends")
  String max_frame_bytes() default "64KiB";

  /** What waits for a client. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Most events that wait for one client; then the oldest of the feed give way, and a client that is too slow for its own is disconnected")
  int socket_max_events() default 256;

  /** What waits for all. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Most events that wait to be told to the clients; more are not told")
  int max_news() default 1024;

  /** Pace. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Frames and requests of one agent a second, twice as many at once; who is faster gets slow_down, and is refused after twice as many again")
  int frames_per_second() default 20;

  /** Agents. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description = "Most agents that are registered at the gateway, connected or not")
  int max_agents() default 10000;

  /** Registrations. */
  @AttributeDefinition(
      min = "1",
      max = "1000000",
      description = "Registrations of agents a minute, a thirtieth of that at once")
  int registrations_per_minute() default 60;

  /** Registrations from elsewhere. */
  @AttributeDefinition(
      description = "Whether agents of other machines may register; else this one's alone")
  boolean registration_remote() default false;

  /** Validity of a token. */
  @AttributeDefinition(description = "How long a token is valid")
  String token_ttl() default "30d";

  /** Time to send. */
  @AttributeDefinition(
      description = "Within which a text has to be gone to a client; else it is disconnected")
  String send_timeout() default "10s";

  /** Signs of life. */
  @AttributeDefinition(
      description = "Between two pings of a socket; less than agent.gateway.idle.timeout")
  String ping_interval() default "30s";

  /** Drama. */
  @AttributeDefinition(
      min = "0",
      max = "11",
      description = "From which drama level on all clients get a DRAMA_ALERT; 11 for never")
  int drama_alert() default 8;
}
