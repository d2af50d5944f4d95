// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.JsonLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What requests may say: members nobody knows are let be, wrong ones are refused with a pointer.
 */
class AskedTest {
  private static final String HASH = "ab".repeat(32);

  private static Members members(String json) throws Refusal {
    return Members.parse(json.replace('\'', '"'), JsonLimits.DEFAULT);
  }

  private static Refusal refusal(String kind, String json) {
    return catchThrowableOfType(Refusal.class, () -> read(kind, members(json)));
  }

  private static Asked read(String kind, Members in) throws Refusal {
    return switch (kind) {
      case "registration" -> Asked.Registration.read(in);
      case "vote" -> Asked.Vote.read(in);
      case "transaction" -> Asked.Transaction.read(in);
      case "alliance" -> Asked.Alliance.read(in);
      default -> Asked.Status.read(in);
    };
  }

  @Test
  void whatIsLeftOutHasADefaultAndWhatIsUnknownIsLetBe() throws Refusal {
    assertThat(Asked.Registration.read(members("{'name':'Zoë','more':{'a':[1]},'style':null}")))
        .isEqualTo(new Asked.Registration("Zoë", List.of(), "", 0, "validator"));
    assertThat(Asked.Vote.read(members("{'block_id':7,'approved':true}")))
        .isEqualTo(new Asked.Vote(new BlockRef.ByHeight(7), true, "", 0, Optional.empty()));
    assertThat(Asked.Status.read(members("{'status':'ok'}"))).isEqualTo(new Asked.Status("ok", ""));
  }

  @Test
  void aBlockIsNamedByItsBytesItsHexOrItsHeight() throws Refusal {
    BlockRef hash = new BlockRef.ByHash(Bytes.fromHex(HASH));
    String bytes = "[" + "171,".repeat(31) + "171]";
    for (String id :
        List.of(bytes, "'" + HASH + "'", "'0X" + HASH.toUpperCase(java.util.Locale.ROOT) + "'")) {
      assertThat(Asked.Vote.read(members("{'block_id':%s,'approved':false}".formatted(id))).block())
          .isEqualTo(hash);
    }
    for (String id : List.of("12", "'12'", "1.2e1")) {
      assertThat(Asked.Vote.read(members("{'block_id':%s,'approved':false}".formatted(id))).block())
          .isEqualTo(new BlockRef.ByHeight(12));
    }
    assertThat(hash.fits(Bytes.fromHex(HASH), 1)).isTrue();
    assertThat(hash.fits(Bytes.fromHex("cd".repeat(32)), 1)).isFalse();
    assertThat(new BlockRef.ByHeight(1).fits(Bytes.fromHex(HASH), 2)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "registration | {}                                             | /name",
        "registration | {'name':''}                                    | /name",
        "registration | {'name':7}                                     | /name",
        "registration | {'name':'a','personality':'kind'}              | /personality",
        "registration | {'name':'a','personality':['kind',1]}          | /personality/1",
        "registration | {'name':'a','stake_amount':-1}                 | /stake_amount",
        "registration | {'name':'a','stake_amount':1.5}                | /stake_amount",
        "registration | {'name':'a','stake_amount':1e999999}           | /stake_amount",
        "registration | {'name':'a','role':'a b'}                      | /role",
        "vote         | {'approved':true}                              | /block_id",
        "vote         | {'block_id':null,'approved':true}              | /block_id",
        "vote         | {'block_id':0,'approved':true}                 | /block_id",
        "vote         | {'block_id':'012','approved':true}             | /block_id",
        "vote         | {'block_id':[1,2],'approved':true}             | /block_id",
        "vote         | {'block_id':{},'approved':true}                | /block_id",
        "vote         | {'block_id':1}                                 | /approved",
        "vote         | {'block_id':1,'approved':true,'drama_level':11}| /drama_level",
        "transaction  | {'content':'x'}                                | /source",
        "transaction  | {'source':'x'}                                 | /content",
        "transaction  | {'source':'x','content':'y','tags':['']}       | /tags/0",
        "alliance     | {'name':'x'}                                   | /ally_ids",
        "alliance     | {'name':'x','ally_ids':['bob']}                | /ally_ids/0",
        "status       | {}                                             | /status",
      })
  void aWrongMemberIsRefusedWithItsPlace(String kind, String json, String pointer) {
    Refusal refusal = refusal(kind, json);
    assertThat(refusal.pointer()).contains(pointer);
    assertThat(refusal.status()).isEqualTo(400);
  }

  @Test
  void aByteOfAHashThatIsNoneIsPointedTo() {
    String bytes = "[" + "1,".repeat(31) + "256]";
    assertThat(refusal("vote", "{'block_id':%s,'approved':true}".formatted(bytes)).pointer())
        .contains("/block_id/31");
  }

  @Test
  void aReasonIsWithinTheBoundsOfAnOpinion() throws Refusal {
    String most = "x".repeat(Opinion.MAX_REASON);
    assertThat(
            Asked.Vote.read(members("{'block_id':1,'approved':true,'reason':'%s'}".formatted(most)))
                .reason())
        .isEqualTo(most);
    assertThat(
            refusal("vote", "{'block_id':1,'approved':true,'reason':'%sx'}".formatted(most))
                .pointer())
        .contains("/reason");
  }

  @Test
  void aProposalComesThroughAMessageAsItWas() throws Refusal {
    Asked.Transaction transaction =
        new Asked.Transaction(
            "news", Optional.of("https://x.example/ä"), "ü".repeat(600), 4, "so", List.of("a"));
    assertThat(Proposal.read(Proposal.extension(transaction))).isEqualTo(transaction);
    assertThat(
            Proposal.extension(transaction)
                .fallbackText()
                .getBytes(java.nio.charset.StandardCharsets.UTF_8)
                .length)
        .isBetween(1_000, 1_024);
  }
}
