// See settings.hpp.
#include "plugins/teacher_student/settings.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/sdk/conditions.hpp"
#include "harness/sdk/planning.hpp"

namespace teacher_student {
namespace {

using xner::sdk::Json;
using xner::sdk::Parameter;

/// A condition that the student may have for itself: the parameter "student_<name>", which says
/// `unset` where the student is to train as everything else does, and what Wu et al. used.
struct OwnCondition {
  const char* name;
  Json unset;
  Json wu2020;
  const char* meaning;
  double maximum;
};

/// Wu et al. 2020's own student, as in their code.
const std::vector<OwnCondition>& own_conditions() {
  static const std::vector<OwnCondition> list{
      {"learning_rate", 0.0, 1e-4, "peak learning rate of the student; 0: as [training]", 10},
      {"num_train_epochs", 0.0, 3.0, "passes of the student over the text; 0: as [training]", 1e6},
      {"train_batch_size", 0, 32, "sentences a step of the student; 0: as [training]", 1e6},
      {"warmup_ratio", -1.0, 0.1, "warm-up share of the student's steps; -1: as [training]", 1},
      {"weight_decay", -1.0, 0.01, "weight decay of the student; -1: as [training]", 10}};
  return list;
}

constexpr std::int64_t kFreezeUnset = -2;
constexpr std::int64_t kFreezeWu2020 = 3;

[[noreturn]] void refuse(const std::string& what, std::string hint = {}) {
  throw xner::Error(xner::ErrorKind::kUsage, "teacher_student: " + what, {}, std::move(hint));
}

std::vector<Parameter> make_parameters() {
  std::vector<Parameter> list{
      {"profile",
       "common",
       "wu2020_native: where no student_* says otherwise, the student trains as in the paper's "
       "code "
       "(learning rate 1e-4, 3 epochs, batch 32, warm-up 10 %, weight decay 0.01, 3 frozen layers)",
       {},
       {},
       {"common", "wu2020_native"}},
      {"loss",
       "mse",
       "mse: mean squared error of probabilities; kl: Kullback-Leibler divergence, times T^2",
       {},
       {},
       {"mse", "kl"}},
      {"temperature", 1.0, "T of the loss kl, on both sides", 0.01, 1000.0, {}},
      {"hard_label_weight",
       0.0,
       "w: the loss is (1 - w) soft + w cross entropy of the teacher's most probable labels",
       0.0,
       1.0,
       {}},
      {"teachers",
       Json::array(),
       "seeds of the teachers whose probabilities are mixed; empty: one, of the student's own seed",
       {},
       {},
       {}},
      {"teacher_weights",
       Json::array(),
       "a weight for each of the teachers, made to sum to 1; empty: equal",
       {},
       {},
       {}},
      {"teacher_freeze_bottom",
       -1,
       "freeze_bottom of the teacher, as wu_dredze has it: equal values share one training",
       -1.0,
       48.0,
       {}},
      {"student_freeze_bottom",
       kFreezeUnset,
       "what of the student stays as pre-trained: -1 nothing, 0 the embeddings, k the embeddings "
       "and the first k layers; -2: as the teacher, or as the profile says",
       -2.0,
       48.0,
       {}}};
  for (const OwnCondition& own : own_conditions())
    list.push_back({std::string("student_") + own.name,
                    own.unset,
                    own.meaning,
                    own.unset.get<double>(),
                    own.maximum,
                    {}});
  return list;
}

/// One weight a teacher, as shares: weights that mean the same give the same key.
std::vector<double> shares(const Json& given, std::size_t teachers) {
  std::vector<double> weights(std::max<std::size_t>(teachers, 1), 1.0);
  if (!given.empty()) {
    if (given.size() != teachers)
      refuse(fmt::format("expected as many teacher_weights as teachers ({}), found {}", teachers,
                         given.size()),
             "teachers = [1, 2], teacher_weights = [2, 1]");
    for (std::size_t k = 0; k < teachers; ++k) {
      if (!given[k].is_number() || !(given[k].get<double>() >= 0))
        refuse(fmt::format("teacher_weights: expected numbers from 0, found {}", given[k].dump()));
      weights[k] = given[k].get<double>();
    }
  }
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (!(sum > 0)) refuse("teacher_weights: expected one above 0, found none");
  for (double& weight : weights) weight /= sum;
  return weights;
}

std::vector<std::uint64_t> seeds(const Json& given) {
  std::vector<std::uint64_t> list;
  for (const Json& seed : given) {
    if (!seed.is_number_integer() || (!seed.is_number_unsigned() && seed.get<std::int64_t>() < 0))
      refuse(fmt::format("teachers: expected seeds, whole numbers from 0, found {}", seed.dump()));
    list.push_back(seed.get<std::uint64_t>());
  }
  if (std::set(list.begin(), list.end()).size() != list.size())
    refuse("teachers: expected different seeds, found one twice");
  return list;
}

}  // namespace

const std::vector<Parameter>& parameters() {
  static const std::vector<Parameter> list = make_parameters();
  return list;
}

StudentSettings student_settings(const xner::sdk::PlanRequest& request) {
  const Json own = xner::sdk::own_parameters(parameters(), request.parameters, "teacher_student");
  const bool wu2020 = own.at("profile") == "wu2020_native";
  StudentSettings settings;
  settings.departures = Json::object();
  settings.conditions = request.conditions;
  for (const OwnCondition& one : own_conditions()) {
    Json& value = settings.conditions[one.name];
    const Json& wanted = own.at(std::string("student_") + one.name);
    const Json before = value;
    if (wanted != one.unset)
      value = wanted;
    else if (wu2020)
      value = one.wu2020;
    if (value != before) settings.departures[std::string("student_") + one.name] = {before, value};
  }
  // Refuses what does not fit together, such as a batch that cannot be split.
  settings.conditions = settings.conditions.get<xner::sdk::Conditions>();

  const auto teacher_frozen = own.at("teacher_freeze_bottom").get<std::int64_t>();
  settings.freeze_bottom = own.at("student_freeze_bottom").get<std::int64_t>();
  if (settings.freeze_bottom == kFreezeUnset)
    settings.freeze_bottom = wu2020 ? kFreezeWu2020 : teacher_frozen;
  if (settings.freeze_bottom != teacher_frozen)
    settings.departures["student_freeze_bottom"] = {teacher_frozen, settings.freeze_bottom};

  if (own.at("loss") == "mse" && own.at("temperature") != 1.0)
    refuse(fmt::format(
               "loss = \"mse\" compares probabilities at temperature 1, found temperature = {}",
               own.at("temperature").dump()),
           "loss = \"kl\" has a temperature");
  for (const char* name : {"loss", "temperature", "hard_label_weight"})
    settings.loss[name] = own.at(name);
  settings.teacher_seeds = seeds(own.at("teachers"));
  settings.teacher_weights = shares(own.at("teacher_weights"), settings.teacher_seeds.size());
  return settings;
}

}  // namespace teacher_student
