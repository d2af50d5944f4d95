// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.delivery.core.ReplayForm;
import org.chaoschain.testkit.sim.RecordedEvents;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is kept of accepted messages over the end of a process. Nothing is closed here unless a test
 * says so: the process ends at any moment.
 */
class ReplayFilesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(600);
  private static final int MOST = 16;

  @TempDir private Path data;
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final RecordedEvents events = new RecordedEvents();

  private Path folder() {
    return data.resolve("replay");
  }

  private ReplayFiles open(Instant now) {
    return new ReplayFiles(folder(), MOST, Duration.ofSeconds(30), metrics, events, now);
  }

  private List<Integer> kept(Instant now) {
    List<Integer> numbers = new ArrayList<>();
    open(now).kept(digest -> numbers.add(digest.toByteBuffer().getInt(28)));
    return numbers;
  }

  private static Bytes digest(int number) {
    return Bytes.wrap(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder())) {
      return all.sorted().toList();
    }
  }

  @Test
  void what_was_accepted_is_there_after_the_next_start_and_the_one_after_it() {
    ReplayFiles files = open(NOW);
    files.accepted(digest(1), LATER);
    files.accepted(digest(2), LATER);
    assertThat(kept(NOW)).containsExactly(1, 2);
    assertThat(kept(NOW)).containsExactly(1, 2);
    assertThat(events.ofType("message.replay.unkept")).isEmpty();
  }

  @Test
  void what_is_void_is_left_out_once_no_clock_that_is_set_back_makes_it_fresh() {
    ReplayFiles files = open(NOW);
    files.accepted(digest(1), NOW.plusSeconds(10));
    files.accepted(digest(2), LATER);
    assertThat(kept(NOW.plusSeconds(39))).containsExactly(1, 2);
    assertThat(kept(NOW.plusSeconds(40))).containsExactly(2);
  }

  @Test
  void a_file_that_ends_anywhere_gives_its_whole_records() throws IOException {
    ReplayFiles files = open(NOW);
    for (int i = 0; i < 3; i++) {
      files.accepted(digest(i), LATER);
    }
    Path file = files.segments().get(0);
    byte[] whole = Files.readAllBytes(file);
    assertThat(whole).hasSize(ReplayForm.HEADER_BYTES + 3 * ReplayForm.RECORD_BYTES);
    for (int size = 0; size <= whole.length; size++) {
      clear();
      Files.write(file, Arrays.copyOf(whole, size));
      int records = Math.max(0, (size - ReplayForm.HEADER_BYTES) / ReplayForm.RECORD_BYTES);
      assertThat(kept(NOW)).as("of %d bytes", size).isEqualTo(numbers(0, records));
    }
    assertThat(events.ofType("message.replay.unkept")).isEmpty();
  }

  @Test
  void a_record_with_a_wrong_bit_is_not_believed_nor_what_comes_after_it() throws IOException {
    ReplayFiles files = open(NOW);
    for (int i = 0; i < 3; i++) {
      files.accepted(digest(i), LATER);
    }
    Path file = files.segments().get(0);
    byte[] whole = Files.readAllBytes(file);
    int second = ReplayForm.HEADER_BYTES + ReplayForm.RECORD_BYTES;
    for (int bit = 0; bit < 8 * ReplayForm.RECORD_BYTES; bit++) {
      byte[] wrong = whole.clone();
      wrong[second + bit / 8] ^= (byte) (1 << bit % 8);
      clear();
      Files.write(file, wrong);
      assertThat(kept(NOW)).as("bit %d", bit).containsExactly(0);
    }
  }

  private void clear() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
  }

  @Test
  void the_youngest_are_kept_up_to_the_bound_and_the_files_are_bounded_too() throws IOException {
    ReplayFiles files = open(NOW);
    for (int i = 0; i < 10 * MOST; i++) {
      files.accepted(digest(i), LATER);
      assertThat(files()).hasSizeLessThanOrEqualTo(6);
    }
    long records = 0;
    for (Path file : files()) {
      records += (Files.size(file) - ReplayForm.HEADER_BYTES) / ReplayForm.RECORD_BYTES;
    }
    assertThat(records).isBetween((long) MOST, MOST + 2L * MOST / 4);
    assertThat(kept(NOW)).isEqualTo(numbers(9 * MOST, 10 * MOST));
    assertThat(files()).as("one file after a start").hasSize(1);
  }

  @Test
  void a_file_of_which_all_is_void_goes_while_the_node_runs() throws IOException {
    ReplayFiles files = open(NOW);
    for (int i = 0; i < 6; i++) {
      files.accepted(digest(i), NOW.plusSeconds(10));
    }
    assertThat(files()).hasSize(2);
    files.sync(NOW.plusSeconds(39));
    assertThat(files()).hasSize(2);
    files.sync(NOW.plusSeconds(40));
    assertThat(files()).as("the youngest stays").hasSize(1);
  }

  @Test
  void what_a_crash_has_left_half_made_goes_and_both_files_of_a_crash_between_are_read()
      throws IOException {
    open(NOW).accepted(digest(1), LATER);
    Path first = files().get(0);
    Files.copy(first, folder().resolve("0000000007.log"));
    Files.writeString(folder().resolve("0000000008.log.tmp"), "half");
    assertThat(kept(NOW)).containsExactly(1, 1);
    assertThat(files()).containsExactly(folder().resolve("0000000008.log"));
  }

  @Test
  void a_folder_that_cannot_be_used_is_told_once_and_the_node_goes_on() throws IOException {
    Files.writeString(folder(), "a file in its place");
    ReplayFiles files = open(NOW);
    files.accepted(digest(1), LATER);
    files.sync(NOW);
    files.close();
    assertThat(events.ofType("message.replay.unkept")).hasSize(1);
    assertThat(metrics.count("message.delivery.replay.failures")).isEqualTo(1);
  }

  @Test
  void files_of_another_version_are_left_as_they_are() throws IOException {
    Files.createDirectory(folder());
    Path other = folder().resolve("0000000001.log");
    byte[] header = ReplayForm.header();
    header[11] = 2;
    Files.write(other, header);
    ReplayFiles files = open(NOW);
    files.accepted(digest(1), LATER);
    files.close();
    assertThat(files()).containsExactly(other);
    assertThat(Files.readAllBytes(other)).isEqualTo(header);
    assertThat(events.ofType("message.replay.unkept"))
        .singleElement()
        .satisfies(e -> assertThat(e.message()).contains("version 2").contains("version 1"));
  }

  @Test
  void a_thread_that_is_to_end_loses_no_record_and_still_is_to_end() {
    ReplayFiles files = open(NOW);
    files.accepted(digest(1), LATER);
    Thread.currentThread().interrupt();
    files.accepted(digest(2), LATER);
    assertThat(Thread.interrupted()).isTrue();
    files.accepted(digest(3), LATER);
    assertThat(kept(NOW)).containsExactly(1, 2, 3);
    assertThat(metrics.count("message.delivery.replay.failures")).isZero();
  }

  @Test
  void after_the_close_nothing_is_taken() {
    ReplayFiles files = open(NOW);
    files.accepted(digest(1), LATER);
    files.close();
    files.accepted(digest(2), LATER);
    assertThat(kept(NOW)).containsExactly(1);
  }
}
