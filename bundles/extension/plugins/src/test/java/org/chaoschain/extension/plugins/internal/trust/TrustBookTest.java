// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.extension.signing.core.PublisherId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

/** The file {@code trust.json}: what is read of it, and what is not. */
class TrustBookTest {
  private static final String DID = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
  private static final PublisherId ANNA = PublisherId.parse(DID);
  private static final Bytes FILE = Bytes.fromHex("ab".repeat(32));
  private static final String FISH = "org.example.fish";

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() {
    TrustBook book =
        TrustBook.EMPTY
            .approving(FILE, new TrustBook.Issue(FISH, ANNA))
            .running(FISH, ANNA, new Version("1.2.3"))
            .trusting(TrustedPublisher.parse(DID + "=org.example.*"));
    assertThat(TrustBook.fromJson(book.toJson())).isEqualTo(book);
  }

  @Test
  void anApprovalWithoutPublisherIsOneOfThePluginsOwn() {
    TrustBook book =
        TrustBook.fromJson(older("{\"name\":\"%s\",\"publisher\":\"%s\"}".formatted(FISH, DID)));
    assertThat(book.approvals()).containsOnlyKeys(FILE);
    assertThat(book.approvals().get(FILE)).isEqualTo(new TrustBook.Issue(FISH, ANNA));
    assertThat(book.owner(FISH)).contains(ANNA);
  }

  /** Nobody knows whose signature the operator has seen then, so that he is asked again. */
  @Test
  void anApprovalWithoutPublisherOfAPluginThatHasNotRunIsLeftOut() {
    assertThat(TrustBook.fromJson(older("")).approvals()).isEmpty();
  }

  @Test
  void anApprovalWhosePublisherIsNoneIsRefused() {
    String text = older("").replace("\"sha256\"", "\"publisher\":\"did:key:nobody\",\"sha256\"");
    assertThatThrownBy(() -> TrustBook.fromJson(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMemberThatThisNodeDoesNotKnowIsPassedOver() {
    String text = older("").replace("\"revoked\"", "\"moon\":\"full\",\"revoked\"");
    assertThat(TrustBook.fromJson(text)).isEqualTo(TrustBook.EMPTY);
  }

  @Test
  void anotherFormatVersionIsRefusedWithTheFileAndARemedy() throws IOException {
    TrustFiles files = new TrustFiles(folder);
    Path book = folder.resolve("trust.json");
    String text = older("").replace("\"format_version\":1", "\"format_version\":2");
    Files.writeString(book, text);
    assertThatThrownBy(files::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(book + " cannot be used")
        .hasMessageContaining("its format version is 2, and this node reads 1")
        .hasMessageContaining("a newer node has written it")
        .hasMessageContaining("restore it from a backup, or remove it");
    assertThat(Files.readString(book)).isEqualTo(text);
  }

  /** As a node wrote it before approvals named the publisher. */
  private static String older(String owners) {
    return String.join(
        "",
        List.of(
            "{\"format_version\":1,\"publishers\":[],\"approvals\":[{\"sha256\":\"",
            FILE.hex(),
            "\",\"name\":\"",
            FISH,
            "\"}],\"owners\":[",
            owners,
            "],\"highest\":[],\"revoked\":[]}"));
  }
}
