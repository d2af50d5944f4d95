// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One statement has one text, and only its publisher can sign it. */
class PluginSignatureTest {
  static final Instant CREATED = Instant.parse("2026-11-28T16:00:00Z");
  static final PrivateKey KEY = key(7);

  /** A key whose seed is that byte 32 times. */
  static PrivateKey key(int seed) {
    return PrivateKey.generate(KeyType.ED25519, into -> java.util.Arrays.fill(into, (byte) seed));
  }

  static Bytes hash(int value) {
    return Bytes.fromHex("%02x".formatted(value).repeat(32));
  }

  static PluginSignature signature() {
    PluginContent content =
        new PluginContent(
            PluginKind.OSGI,
            "org.example.haiku",
            "1.0.0",
            2143,
            hash(1),
            List.of(
                new PluginEntry("org/example/Haiku.class", 90, hash(2)),
                new PluginEntry("META-INF/", 0, hash(3)),
                new PluginEntry("META-INF/MANIFEST.MF", 12, hash(4))));
    return PluginSignature.sign(content, CREATED, Optional.empty(), KEY);
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text() {
    return new String(signature().encode().toArray(), StandardCharsets.UTF_8);
  }

  @Test
  void whatIsWrittenIsReadAndIsGood() throws Exception {
    PluginSignature parsed = PluginSignature.parse(signature().encode());
    assertThat(parsed).isEqualTo(signature());
    assertThat(parsed.good()).isTrue();
    assertThat(parsed.statement().publisher()).isEqualTo(PublisherId.of(KEY));
  }

  @Test
  void equalStatementsAreEqualBytes() {
    assertThat(signature().encode()).isEqualTo(signature().encode());
    assertThat(text())
        .startsWith("chaoschain-plugin-v1\nkind osgi\nname org.example.haiku\nversion 1.0.0\n")
        .contains("\nentries 3\n0 ", " META-INF/\n12 ");
  }

  @Test
  void theDocumentedVectorIsWhatIsMade() throws Exception {
    java.nio.file.Path page = java.nio.file.Path.of("../../../docs/plugins/signatures.md");
    assertThat(java.nio.file.Files.readString(page)).contains(text());
  }

  @Test
  void aSignatureForOnePurposeIsNoneForAnother() {
    Bytes statement = signature().statement().encode();
    PublisherId publisher = PublisherId.of(KEY);
    assertThat(publisher.verifies(SigningDomain.PLUGIN, statement, signature().signature()))
        .isTrue();
    assertThat(publisher.verifies(SigningDomain.REVOCATIONS, statement, signature().signature()))
        .isFalse();
    assertThat(publisher.verifies(SigningDomain.PLUGIN, statement, KEY.sign(statement)))
        .as("a signature without the prefix")
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chaoschain-plugin-v1|chaoschain-plugin-v2|line 1",
        "kind osgi|kind jar|line 2",
        "name org.example.haiku|name org.example.ha\u0456ku|line 3",
        "name org.example.haiku|name org..haiku|line 3",
        "version 1.0.0|version one|no version",
        "created 2026-11-28T16:00:00Z|created 2026-11-28T16:00:00.5Z|line 6",
        "created 2026-11-28T16:00:00Z|created 2026-11-28T16:00Z|line 6",
        "expires never|expires|line 7",
        "expires never|expires 2026-11-28T15:00:00Z|it expires",
        "file 2143|file 02143|line 8",
        "file 2143|file -1|line 8",
        "entries 3|entries 2|line 12",
        "entries 3|entries 4|line 13",
        "entries 3|entries 9999999999999|line",
        "META-INF/MANIFEST|../MANIFEST|leads out",
        "META-INF/MANIFEST|/MANIFEST|leads out",
        "org/example/Haiku.class|META-INF/|two entries",
        "org/example/Haiku.class|A|order",
        "signature|signatures|line 13",
        "0101|0G01|line 8"
      })
  void anythingElseIsRefusedWithItsLine(String good, String bad, String reason) {
    String changed = text().replaceFirst(java.util.regex.Pattern.quote(good), bad);
    assertThat(changed).isNotEqualTo(text());
    assertThatThrownBy(() -> PluginSignature.parse(bytes(changed)))
        .isInstanceOf(SignatureFormatException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void everyTruncationAndEveryAppendixIsRefused() {
    Bytes whole = signature().encode();
    for (int size = 0; size < whole.size(); size++) {
      Bytes cut = whole.slice(0, size);
      assertThatThrownBy(() -> PluginSignature.parse(cut))
          .as("%d bytes", size)
          .isInstanceOf(SignatureFormatException.class);
    }
    for (String more : List.of("\n", " ", "x\n", "\0", text())) {
      assertThatThrownBy(() -> PluginSignature.parse(whole.concat(bytes(more))))
          .isInstanceOf(SignatureFormatException.class);
    }
    assertThatThrownBy(() -> PluginSignature.parse(bytes(text().replace("\n", "\r\n"))))
        .isInstanceOf(SignatureFormatException.class);
  }

  @Property(tries = 2000)
  void noChangedBitLeavesAGoodSignature(
      @ForAll @IntRange(max = 100_000) int at, @ForAll @IntRange(max = 7) int bit)
      throws Exception {
    byte[] changed = signature().encode().toArray();
    changed[at % changed.length] ^= (byte) (1 << bit);
    Throwable refused =
        catchThrowable(
            () -> assertThat(PluginSignature.parse(Bytes.wrap(changed)).good()).isFalse());
    assertThat(refused == null || refused instanceof SignatureFormatException).isTrue();
  }

  @Property(tries = 2000)
  void anyBytesAreReadOrRefusedAndNothingElse(@ForAll byte[] any) {
    Throwable thrown = catchThrowable(() -> PluginSignature.parse(Bytes.wrap(any)));
    assertThat(thrown).isInstanceOf(SignatureFormatException.class);
  }

  @Test
  void theKeyIsEd25519() {
    PrivateKey other = PrivateKey.generate(KeyType.SECP256K1, into -> into[31] = 1);
    assertThatThrownBy(() -> PublisherId.of(other)).hasMessageContaining("Ed25519");
  }
}
