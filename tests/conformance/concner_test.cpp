// The presets of concner: which stages each asks for and of whom, what they share with each other
// and with the methods that they build on, and that every one of them trains on the
// sample.
#include <algorithm>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/data/corpus.hpp"
#include "tests/conformance/sample_world.hpp"
#include "tests/conformance/table_rows.hpp"

namespace {

namespace flow = xner::flow;
namespace sdk = xner::sdk;
using sdk::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;
using xner::test::Columns;
using xner::test::plan_of;
using xner::test::request_of;
using xner::test::Row;
using xner::test::SampleWorld;
using xner::test::trainings;

Row preset(const std::string& name) { return {"concner", {{"preset", name}}}; }

class Concner : public testing::Test {
 protected:
  /// "<owner>/<type>" of the stages of a preset, each once.
  static std::set<std::string> kinds(const Row& row) {
    std::set<std::string> found;
    for (const auto& stage : plan_of(row.method, request_of(row)).stages)
      found.insert(stage.method + "/" + stage.type);
    return found;
  }
  static Json tagger(const Row& row) {
    const sdk::Plan planned = plan_of(row.method, request_of(row));
    const auto found = std::find_if(planned.stages.begin(), planned.stages.end(),
                                    [](const auto& stage) { return stage.type == "train"; });
    return found->parameters;
  }
  static std::string refusal(const Json& parameters, const Json& conditions = Json::object()) {
    try {
      sdk::PlanRequest wanted = request_of({"concner", parameters});
      wanted.conditions.update(conditions);
      (void)plan_of("concner", wanted);
    } catch (const xner::Error& error) {
      return error.what();
    }
    return "no error";
  }
};

TEST_F(Concner, EachPresetAsksForTheStagesOfWhoOwnsThem) {
  const std::string en = "wu_dredze/train", predict = "wu_dredze/predict", own = "concner/train";
  const std::string translate = "mulda/translate", entrans = "mulda/train";
  const std::string annotate = "teacher_student/annotate", distil = "teacher_student/distil";
  EXPECT_THAT(kinds(preset("en")), UnorderedElementsAre(en, predict));
  EXPECT_THAT(kinds(preset("en_kd")), UnorderedElementsAre(en, annotate, distil, predict));
  EXPECT_THAT(kinds(preset("en_lcl")), UnorderedElementsAre(own, predict));
  for (const char* name : {"trans", "trans_lcl", "entrans_lcl", "entrans_tcl", "full"})
    EXPECT_THAT(kinds(preset(name)), UnorderedElementsAre(translate, own, predict)) << name;
  EXPECT_THAT(kinds(preset("entrans")), UnorderedElementsAre(translate, entrans, predict));
  EXPECT_THAT(kinds(preset("entrans_kd")),
              UnorderedElementsAre(translate, entrans, annotate, distil, predict));
  for (const char* name : {"entrans_lcl_kd", "entrans_tcl_kd", "concner"})
    EXPECT_THAT(kinds(preset(name)),
                UnorderedElementsAre(translate, own, annotate, distil, predict))
        << name;
}

TEST_F(Concner, WeightsOfThePresets) {
  const auto weights = [](const char* name) {
    const Json own = tagger(preset(name));
    const auto of = [&](const char* term) {
      return own["contrast"].contains(term) ? own["contrast"][term]["weight"].get<double>() : 0.0;
    };
    return std::vector<double>{own["alpha"], of("lcl"), of("tcl")};
  };
  EXPECT_THAT(weights("trans"), ElementsAre(1, 0, 0));
  EXPECT_THAT(weights("en_lcl"), ElementsAre(0.5, 0.5, 0));
  EXPECT_THAT(weights("trans_lcl"), ElementsAre(0.5, 0.5, 0));
  EXPECT_THAT(weights("entrans_lcl"), ElementsAre(0.5, 0.5, 0));
  EXPECT_THAT(weights("entrans_tcl"), ElementsAre(0.5, 0, 0.5));
  EXPECT_THAT(weights("full"), ElementsAre(0.5, 0.25, 0.25));
  for (const char* student : {"entrans_lcl", "entrans_tcl"})
    EXPECT_EQ(tagger(preset(student)), tagger(preset(std::string(student) + "_kd")));
  EXPECT_EQ(tagger(preset("full")), tagger(preset("concner")));
}

// For one size, three targets and a seed, as plugins/concner/README.md says.
TEST_F(Concner, TablesShareAsDerivedByHand) {
  const Columns three{.targets = {"bb", "cc", "dd"}};
  const std::vector<Row> table3{{"wu_dredze"}, {"teacher_student"}, {"mulda"}, preset("concner")};
  const std::vector<Row> table4{preset("full"), preset("entrans_lcl_kd"), preset("entrans_tcl_kd"),
                                preset("entrans_kd"), preset("concner")};
  const std::vector<Row> table5{preset("en"),     preset("trans"),     preset("entrans"),
                                preset("en_lcl"), preset("trans_lcl"), preset("entrans_lcl"),
                                preset("full")};
  EXPECT_EQ(trainings(table3, three), 13U);  // En; a target En+Trans, full, two students
  EXPECT_EQ(trainings(table4, three), 24U);  // four taggers and their students a target
  EXPECT_EQ(trainings(table5, three), 17U);  // En and En+LCL of all targets; five taggers a target
  std::vector<Row> all = table3;
  all.insert(all.end(), table4.begin(), table4.end());
  all.insert(all.end(), table5.begin(), table5.end());
  // N1, N2; N3 to N8 a target; five students a target.
  EXPECT_EQ(trainings(all, three), 2U + 6 * 3 + 5 * 3);

  // Without one row, what is its own is missing and nothing else.
  const auto without = [&](std::vector<Row> rows, std::size_t row) {
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(row));
    return trainings(rows, three);
  };
  EXPECT_EQ(without(table4, 0), 24U);      // "w/o KD" is the teacher of the last row
  EXPECT_EQ(without(table4, 1), 24U - 6);  // "w/o TCL": no other row has its tagger
  EXPECT_EQ(without(table4, 4), 24U - 3);  // "ConCNER" without its tagger, which is "w/o KD"
  EXPECT_EQ(without(table5, 0), 17U - 1);  // "En"
  EXPECT_EQ(without(table5, 2), 17U - 3);  // "En+Trans"
  EXPECT_EQ(without(all, 4), trainings(all, three));      // "w/o KD" is in Table 5, too
  EXPECT_EQ(without(all, 5), trainings(all, three) - 3);  // the tagger of "w/o TCL" as well
}

TEST_F(Concner, PlainPresetsAreTheOtherMethodsThemselves) {
  const Columns two{.selectors = {"best_source_dev", "last"}};
  EXPECT_EQ(trainings({{"wu_dredze"}, preset("en")}, two), 1U);
  EXPECT_EQ(trainings({{"mulda"}, preset("entrans")}, two), 2U);
  EXPECT_EQ(trainings({{"teacher_student"}, preset("en_kd")}, two), 1U + 2);
  const Columns oracle{.selectors = {"last", "target_dev"}};
  // With the oracle a tagger of translations watches its own target.
  EXPECT_EQ(trainings({{"mulda"}, preset("entrans")}, oracle), 2U);
  EXPECT_EQ(trainings({preset("en_lcl")}, oracle), 1U);
  EXPECT_EQ(trainings({{"wu_dredze"}, {"concner", {{"preset", "en"}, {"freeze_bottom", 1}}}}), 2U);
  // Counting sentences alike is no other method's loss.
  const Row by_sentence{"concner", {{"preset", "en"}, {"ce_reduction", "sentence"}}};
  EXPECT_THAT(kinds(by_sentence), UnorderedElementsAre("concner/train", "wu_dredze/predict"));
}

TEST_F(Concner, WhatHasNoEffectIsNotInTheKey) {
  const Json lcl = tagger(preset("entrans_lcl"));
  EXPECT_EQ(lcl, tagger({"concner", {{"preset", "entrans_lcl"}, {"tcl_tau", 0.5}}}));
  EXPECT_EQ(lcl, tagger({"concner", {{"preset", "entrans_lcl"}, {"lcl_tau", 0.1}}}));
  EXPECT_EQ(lcl, tagger({"concner", {{"preset", "full"}, {"beta_lcl", 0.5}, {"beta_tcl", 0}}}));
  EXPECT_NE(lcl, tagger({"concner", {{"preset", "entrans_lcl"}, {"lcl_tau", 0.5}}}));
  EXPECT_NE(lcl, tagger({"concner", {{"preset", "entrans_lcl"}, {"pairs_missing", "drop"}}}));
}

TEST_F(Concner, TheProfileIsWhereNothingElseIsSaid) {
  const Json own =
      tagger({"concner", {{"preset", "full"}, {"profile", "glm_sibling"}, {"lcl_tau", 0.3}}});
  const Json& contrast = own["contrast"];
  EXPECT_EQ(contrast["lcl"]["lcl_tokens"], "all_positions");
  EXPECT_EQ(contrast["lcl"]["lcl_space"], "logits");
  EXPECT_EQ(contrast["lcl"]["lcl_empty"], "zero_in_mean");
  EXPECT_EQ(contrast["lcl"]["lcl_tau"], 0.3);
  EXPECT_EQ(contrast["tcl"]["tcl_tau"], 0.9);
  EXPECT_EQ(contrast["tcl"]["tcl_pool"], "cls");
  EXPECT_EQ(contrast["cl_similarity"], "dot");
  EXPECT_EQ(contrast["cl_base_temperature"], 0.07);
  EXPECT_EQ(contrast["cl_mean"], "divided_again");
  const Json paper = tagger(preset("full"))["contrast"];
  EXPECT_EQ(paper["lcl"]["lcl_tokens"], "first");
  EXPECT_EQ(paper["lcl"]["lcl_tau"], 0.1);
  EXPECT_EQ(paper["cl_similarity"], "cosine");
  EXPECT_EQ(paper["cl_base_temperature"], 0.0);
}

TEST_F(Concner, TheStudentHasConditionsOfItsOwnAndDeclaresThem) {
  const auto departures = [](const Json& parameters) {
    return plan_of("concner", request_of({"concner", parameters})).departures;
  };
  EXPECT_EQ(departures({{"student_num_train_epochs", 2.0}}),
            Json({{"student_num_train_epochs", {3.0, 2.0}}}));
  EXPECT_TRUE(departures({{"preset", "full"}, {"student_num_train_epochs", 2.0}}).empty());
}

TEST_F(Concner, WhatMakesNoSenseIsRefused) {
  EXPECT_THAT(refusal({{"preset", "en_lcl"}, {"beta_tcl", 0.5}}), HasSubstr("needs pairs"));
  EXPECT_THAT(refusal({{"preset", "entrans"}, {"alpha", 0.5}}), HasSubstr("'entrans' has none"));
  EXPECT_THAT(refusal({{"alpha", -0.5}}), HasSubstr("alpha: expected -1 or from 0"));
  EXPECT_THAT(refusal({{"preset", "full"}, {"entrans_batch", "shuffled_union"}}),
              HasSubstr("entrans_batch"));
  EXPECT_THAT(refusal({{"preset", "full"}}, {{"gradient_accumulation_steps", 2}}),
              HasSubstr("gradient_accumulation_steps = 1, found 2"));
  EXPECT_THAT(refusal({{"preset", "entrans"}}, {{"gradient_accumulation_steps", 2}}), "no error");
}

/// What every preset and every option does to one training of the sample.
class ConcnerRuns : public Concner {
 protected:
  /// Runs a plan for target bb and seed 1; "<stage type> <digest of history>" of its last training.
  std::string train(const Json& parameters) {
    sdk::PlanRequest wanted = request_of({"concner", parameters});
    wanted.targets = {"bb"};
    wanted.conditions["max_steps"] = 4;
    const auto run = world_.run("concner", wanted);
    std::string history = "none";
    for (const auto& [stage, outcome] : run.outcomes)
      EXPECT_EQ(outcome.status, flow::StageStatus::kOk)
          << parameters << " " << stage << ": " << outcome.message;
    for (const auto& [output, digest] : run.outputs)
      if (output.ends_with("/history.tsv") && !output.starts_with("distil")) history = digest;
    facts_ = Json::object();
    for (const auto& [stage, outcome] : run.outcomes)
      if (outcome.result.facts.contains("pairs")) facts_ = outcome.result.facts;
    return history;
  }
  SampleWorld world_;
  Json facts_;
};

TEST_F(ConcnerRuns, EveryPresetIsAnotherTraining) {
  std::set<std::string> histories;
  for (const char* name :
       {"en", "en_lcl", "trans", "trans_lcl", "entrans", "entrans_lcl", "entrans_tcl", "concner"})
    histories.insert(train({{"preset", name}}));
  EXPECT_EQ(histories.size(), 8U);
}

TEST_F(ConcnerRuns, EveryOptionIsAnotherTraining) {
  std::set<std::string> histories{train({{"preset", "full"}})};
  const std::vector<Json> options{{{"ce_reduction", "sentence"}},
                                  {{"lcl_label", "type"}},
                                  {{"lcl_label", "entity_vs_O"}},
                                  {{"lcl_tokens", "all_subwords"}},
                                  {{"lcl_tokens", "all_positions"}},
                                  {{"lcl_o", "negatives_only"}},
                                  {{"lcl_o", "drop"}},
                                  {{"lcl_o", "subsample"}},
                                  {{"lcl_space", "logits"}},
                                  {{"lcl_tau", 0.2}},
                                  {{"tcl_pool", "mean_with_special"}},
                                  {{"tcl_pool", "cls"}},
                                  {{"tcl_pool", "first_subwords"}},
                                  {{"tcl_negatives", "other_language"}},
                                  {{"tcl_tau", 0.2}},
                                  {{"cl_similarity", "dot"}},
                                  {{"cl_layer", 1}},
                                  {{"cl_after_dropout", true}},
                                  {{"cl_projection", 8}},
                                  {{"cl_base_temperature", 0.07}},
                                  {{"cl_mean", "divided_again"}},
                                  {{"profile", "glm_sibling"}},
                                  {{"freeze_bottom", 1}}};
  for (Json one : options) {
    one["preset"] = "full";
    EXPECT_TRUE(histories.insert(train(one)).second) << one << " changes nothing";
  }
}

TEST_F(ConcnerRuns, MissingTranslationsAreKeptOrDropped) {
  // Every third translation is gone.
  auto translations = xner::data::read_labelled_corpus(world_.path("data:translations/bb/train"));
  xner::data::LabelledCorpus fewer{
      {translations.text.name, translations.text.language, {}}, translations.label_set, {}};
  for (std::size_t i = 0; i < translations.size(); ++i) {
    if (i % 3 == 0) continue;
    fewer.text.sentences.push_back(translations.text.sentences[i]);
    fewer.labels.push_back(translations.labels[i]);
  }
  xner::write_file(world_.path("data:translations/bb/train"), to_canonical(fewer));
  const std::string kept = train({{"preset", "full"}});
  EXPECT_EQ(facts_["source_sentences"], 96);
  EXPECT_EQ(facts_["translations"], 64);
  EXPECT_EQ(facts_["pairs"], 64);
  EXPECT_NE(train({{"preset", "full"}, {"pairs_missing", "drop"}}), kept);
}

}  // namespace
