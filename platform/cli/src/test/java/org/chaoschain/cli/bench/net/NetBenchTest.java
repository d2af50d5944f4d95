// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.chaoschain.cli.bench.peer.BenchPeer;
import org.chaoschain.cli.terminal.CliException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The benchmarks of the P2P layer with processes of this test's class path, as short as they go.
 */
class NetBenchTest {
  /** One side of a benchmark, as the packed command starts it. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
      BenchPeer.serve(System.in, System.out);
      System.exit(0);
    }
  }

  private static Contender contender(String name) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new Contender(
        name,
        List.of(
            java, "-Xmx256m", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
  }

  private static List<NetResult> run(Benchmark benchmark, List<Contender> contenders, int runs)
      throws InterruptedException {
    return NetBench.run(
        benchmark, contenders, runs, Duration.ofMillis(200), Duration.ZERO, progress -> {});
  }

  @ParameterizedTest
  @EnumSource(value = Benchmark.class, names = "IDLE", mode = EnumSource.Mode.EXCLUDE)
  void each_benchmark_measures_something_in_each_of_its_runs(Benchmark benchmark)
      throws InterruptedException {
    List<NetResult> results = run(benchmark, List.of(contender("ours")), 2);
    assertThat(results).hasSize(1);
    assertThat(results.get(0).values()).hasSize(2).allMatch(value -> value > 0);
    assertThat(results.get(0).toJson())
        .containsEntry("bench", benchmark.word())
        .containsEntry("unit", benchmark.unit())
        .containsEntry("runs", 2)
        .containsKeys("median", "min", "max");
  }

  @Test
  void libraries_have_their_turns_one_after_the_other_in_each_round() throws InterruptedException {
    List<String> turns = new ArrayList<>();
    NetBench.run(
        Benchmark.ECHO,
        List.of(contender("a"), contender("b")),
        2,
        Duration.ofMillis(50),
        Duration.ZERO,
        line -> turns.add(line.replaceAll("echo, (.*), run (.).*", "$1$2")));
    assertThat(turns).containsExactly("a1", "b1", "a2", "b2");
  }

  @Test
  void a_process_that_does_not_start_is_named() {
    Contender broken = new Contender("broken", List.of("false"));
    assertThatThrownBy(() -> run(Benchmark.ECHO, List.of(broken), 1))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("broken");
  }

  @Test
  void the_median_is_the_middle_value_whatever_the_order() {
    NetResult odd = new NetResult(Benchmark.ECHO, "x", Arrays.asList(30.0, 10.0, 20.0));
    assertThat(odd.median()).isEqualTo(20);
    assertThat(List.of(odd.min(), odd.max())).containsExactly(10.0, 30.0);
    assertThat(new NetResult(Benchmark.ECHO, "x", List.of(40.0, 10.0, 30.0, 20.0)).median())
        .isEqualTo(25);
    assertThat(odd.line()).contains("20.0 round trips/s", "10.0 to 30.0", "50000.0 us");
  }

  @Test
  void each_name_of_the_command_line_is_a_benchmark() {
    assertThat(
            Stream.of("handshake", "bulk", "echo", "new-stream", "gossip", "idle")
                .map(Benchmark::of))
        .allMatch(java.util.Optional::isPresent);
    assertThat(Benchmark.of("hotswap")).isEmpty();
  }
}
