// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

class DirectRunTest {
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
  private static final Shell SHELL = new Shell(NOWHERE, NOWHERE, Map.of());

  private static final List<String> OTHER_WORDS =
      List.of("run", "run", "run", "status", "help", "--", "-qq", "-dx", "--dat", "--data=x");

  private static final List<String> VALUES =
      List.of(
          "x", "a=b", "a=", "=b", "a=b=c", "a=b,c=d", "x,y", ",x", "x,", "x,,y", ",", "", "@x",
          "-q", "\"x\"", "a=\"b\"", "'x'", "x y", " x", "${x}", "\\x", "x|y", "a=-1", "run");

  /** All that the arguments say. */
  private record Call(
      Path data,
      boolean json,
      boolean quiet,
      boolean init,
      boolean exitWhenReady,
      boolean stopWithInput,
      Map<String, String> set,
      Optional<String> name,
      List<List<String>> lists,
      Optional<Path> file) {
    static Call of(RunCommand run) {
      ConfigurationOptions options = run.configuration;
      return new Call(
          run.root().data(),
          run.root().json,
          run.quiet,
          run.init,
          run.exitWhenReady,
          run.stopWithInput,
          options.set,
          Optional.ofNullable(options.name),
          List.of(options.features, options.listen, options.announce, options.bootstrap),
          Optional.ofNullable(options.file));
    }
  }

  private static Call byTheLibrary(String... args) {
    ParseResult parsed = Commands.line(SHELL, args).parseArgs(args);
    return Call.of((RunCommand) parsed.subcommand().commandSpec().userObject());
  }

  private static List<String> allOptions() {
    CommandLine line = Commands.line(SHELL, "run");
    List<String> words = new ArrayList<>(OTHER_WORDS);
    line.getSubcommands()
        .get("run")
        .getCommandSpec()
        .options()
        .forEach(option -> words.addAll(List.of(option.names())));
    return words;
  }

  @Test
  void whatIsReadDirectlyIsWhatTheLibraryReads() {
    List<String> words = allOptions();
    Random random = new Random(13);
    int direct = 0;
    for (int call = 0; call < 20_000; call++) {
      List<String> args = new ArrayList<>();
      int pieces = 1 + random.nextInt(5);
      int run = random.nextInt(pieces);
      for (int piece = 0; piece < pieces; piece++) {
        if (piece == run) {
          args.add("run");
        }
        args.add(words.get(random.nextInt(words.size())));
        if (random.nextInt(3) > 0) {
          args.add(VALUES.get(random.nextInt(VALUES.size())));
        }
      }
      String[] array = args.toArray(new String[0]);
      Optional<RunCommand> read = DirectRun.read(SHELL, array);
      if (read.isPresent()) {
        direct++;
        assertThat(Call.of(read.get())).as("%s", args).isEqualTo(byTheLibrary(array));
      }
    }
    assertThat(direct).as("calls read directly").isGreaterThan(300);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run -q",
        "--json -d x run",
        "run --quiet --json --data x --exit-when-ready --stop-with-input",
        "run --init --feature relay-only --feature more.json --name a --config etc/x.properties",
        "run --listen /ip4/127.0.0.1/tcp/0,/ip4/127.0.0.1/tcp/1 --listen /ip6/::1/tcp/0",
        "run --bootstrap /ip4/127.0.0.1/tcp/1 --announce /dns/a/tcp/1 -s a=b --set c=d=e --set a="
      })
  void aPlainCallIsReadDirectly(String line) {
    String[] args = line.split(" ");
    assertThat(Call.of(DirectRun.read(SHELL, args).orElseThrow())).isEqualTo(byTheLibrary(args));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "help run",
        "run --help",
        "run --data",
        "run --data x --data y",
        "run --data=x",
        "run --set a",
        "run --debug-port 5005",
        "run --timeout 3",
        "run -q -q",
        "run more",
        "-q run",
        "run @file"
      })
  void anythingElseIsLeftToTheLibrary(String line) {
    assertThat(DirectRun.read(SHELL, line.split(" "))).isEmpty();
  }
}
