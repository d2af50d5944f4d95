// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The settings of one agent with a language model. */
@ObjectClassDefinition(
    name = "LLM agent",
    description = "An agent that asks a language model over an OpenAI-compatible interface")
public @interface LlmConfiguration {
  /** Its name. */
  @AttributeDefinition(
      description =
          "The agent's name: 1 to 64 characters of a-z 0-9 - _ . ; its key is kept under it")
  String name();

  /** Where the endpoint is. */
  @AttributeDefinition(
      description =
          "The whole address of chat completions, such as https://api.example.org/v1/chat/completions; without user, password or key")
  String address();

  /** Which model. */
  @AttributeDefinition(description = "The model's name at the endpoint, 1 to 128 characters")
  String model();

  /** The variable with the key. */
  @AttributeDefinition(
      description = "The environment variable that holds the endpoint's key; none for no key")
  String key_env() default "";

  /** The file with the key. */
  @AttributeDefinition(
      description =
          "The absolute path of a file that holds the endpoint's key, readable by its owner alone (mode 0600); none for no key")
  String key_file() default "";

  /** Plain http to other machines. */
  @AttributeDefinition(
      description =
          "Whether plain http to another machine is allowed; key and messages can be read on the way then")
  boolean allow_plain() default false;

  /** Its character. */
  @AttributeDefinition(description = "The agent's character, as the model is told; at most 4 KiB")
  String persona() default "";

  /** Temperature. */
  @AttributeDefinition(
      description = "The sampling temperature, 0 to 2; none to leave it to the endpoint")
  String temperature() default "0.7";

  /** How the form of an answer is asked for. */
  @AttributeDefinition(
      description = "How the endpoint is told the form of answers: what it understands",
      options = {
        @Option(label = "by a schema", value = "json_schema"),
        @Option(label = "as an object", value = "json_object"),
        @Option(label = "not at all", value = "none")
      })
  String response_format() default "json_schema";

  /** The name of the bound of answers. */
  @AttributeDefinition(
      description = "The member of the request that bounds the answer",
      options = {
        @Option(label = "older", value = "max_tokens"),
        @Option(label = "newer", value = "max_completion_tokens")
      })
  String tokens_name() default "max_tokens";

  /** The longest wait for an answer. */
  @AttributeDefinition(
      description =
          "How long a question may take with all its attempts, 1s to 10m; a question about a block never takes longer than it gives")
  String timeout() default "30s";

  /** The longest wait for a connection. */
  @AttributeDefinition(description = "How long a connection may take, 100ms to 1m")
  String connect_timeout() default "5s";

  /** Attempts. */
  @AttributeDefinition(
      min = "1",
      max = "10",
      description =
          "Most requests for one question; a further one after status 408, 429, 500, 502, 503, 504 or a broken connection")
  int max_attempts() default 2;

  /** The first pause. */
  @AttributeDefinition(
      description =
          "The pause before the second request of a question; each is twice the one before, half of it by chance")
  String backoff_first() default "500ms";

  /** The longest pause. */
  @AttributeDefinition(description = "The longest pause between two requests of a question")
  String backoff_last() default "10s";

  /** Failures in a row. */
  @AttributeDefinition(
      min = "1",
      max = "1000",
      description = "After so many failures in a row the endpoint is left alone")
  int circuit_failures() default 5;

  /** How long it is left alone first. */
  @AttributeDefinition(
      description =
          "How long the endpoint is left alone first; twice as long each time one question finds it no better, half of it by chance")
  String circuit_first() default "30s";

  /** How long it is left alone at most. */
  @AttributeDefinition(
      description =
          "How long the endpoint is left alone at most, and when it does not take the key")
  String circuit_last() default "10m";

  /** The longest Retry-After. */
  @AttributeDefinition(
      description =
          "The longest wait that the endpoint may ask for by Retry-After; a longer one counts as that")
  String retry_after_max() default "5m";

  /** Requests in an hour. */
  @AttributeDefinition(
      min = "0",
      max = "1000000",
      description =
          "Most requests within an hour; without room the agent abstains and keeps silent")
  int max_requests_per_hour() default 120;

  /** Tokens in an hour. */
  @AttributeDefinition(
      min = "0",
      max = "1000000000",
      description =
          "Most tokens of prompts and answers within an hour, as the endpoint counts them; a byte counts as one where it does not say")
  long max_tokens_per_hour() default 500_000;

  /** Cost in an hour. */
  @AttributeDefinition(
      description = "Most cost within an hour, in the unit of the prices, such as 0.50; 0 for any")
  String max_cost_per_hour() default "0";

  /** The price of prompts. */
  @AttributeDefinition(description = "The price of a million tokens of prompts, such as 2.50")
  String price_prompt() default "0";

  /** The price of answers. */
  @AttributeDefinition(description = "The price of a million tokens of answers, such as 10")
  String price_answer() default "0";

  /** The share of replies. */
  @AttributeDefinition(
      min = "0",
      max = "100",
      description =
          "How much of the hour's budget replies to other agents may use, in percent; 0 for none")
  int replies_share() default 50;

  /** Tokens of an answer. */
  @AttributeDefinition(
      min = "16",
      max = "100000",
      description = "Most tokens of one answer, as the endpoint is told")
  int max_answer_tokens() default 512;

  /** Bytes of a reply. */
  @AttributeDefinition(
      description = "Most bytes of a reply to another agent, at most 8KiB; a longer one is cut")
  String max_reply_bytes() default "2KiB";

  /** Bytes of data. */
  @AttributeDefinition(
      description =
          "Most bytes of what others wrote in one prompt, 2KiB to 1MiB; transactions and memes beyond it are left out, texts are cut")
  String max_data_bytes() default "16KiB";

  /** Bytes of a response. */
  @AttributeDefinition(
      description =
          "Most bytes of a response of the endpoint, 1KiB to 8MiB; the connection is closed beyond it")
  String max_response_bytes() default "256KiB";

  /** Opinions at a time. */
  @AttributeDefinition(
      min = "1",
      max = "64",
      description = "Most questions about blocks at a time; the agent abstains from more")
  int max_open_opinions() default 2;

  /** Replies at a time. */
  @AttributeDefinition(
      min = "1",
      max = "64",
      description = "Most replies that are asked for at a time")
  int max_open_replies() default 1;

  /** Replies that wait. */
  @AttributeDefinition(
      min = "0",
      max = "1000",
      description = "Most messages that wait for a reply; more are not answered")
  int max_waiting_replies() default 8;

  /** Replies in a conversation. */
  @AttributeDefinition(
      min = "0",
      max = "1000",
      description = "Most replies to one partner in one conversation")
  int max_replies() default 6;

  /** The end of a conversation. */
  @AttributeDefinition(
      description =
          "A conversation is over, and another may begin, when no reply was given for so long; 1m to 30d")
  String conversation_quiet() default "1h";

  /** Partners. */
  @AttributeDefinition(
      min = "1",
      max = "100000",
      description =
          "Most partners whose conversations are remembered; that which was answered longest ago is forgotten first")
  int max_partners() default 1024;
}
