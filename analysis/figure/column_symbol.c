/* The table of symbols. */
#include "analysis/figure/column_symbol.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "analysis/figure/plot_text.h"
#include "common/core/base.h"

static const char network[] = "network";

const struct column_symbol column_symbols[] = {
    /* time series */
    {"t", NULL, "time", "t", "t", false},
    {"t_w", NULL, "waiting time", "t_w", "t", true},
    {"lag", NULL, "lag", "t", "t", true},
    {"T", NULL, "temperature", "T", "", false},
    {"energy", network, "training loss per sample", "", "", true},
    {"energy", NULL, "energy per particle", "E/N", "ε", false},
    {"loss", NULL, "training loss per sample", "", "", true},
    {"test_loss", NULL, "test loss per sample", "", "", true},
    {"train_accuracy", NULL, "training accuracy", "", "", false},
    {"test_accuracy", NULL, "test accuracy", "", "", false},
    {"weight_norm", NULL, "norm of the weights", "|w|", "", false},
    {"u", NULL, "loss with weight decay", "u", "", true},
    {"pressure", NULL, "pressure", "P", "ε/σ^{d}", false},
    {"density", NULL, "number density", "ρ", "1/σ^{d}", false},
    {"N_1", NULL, "spheres in the first box", "N_1", "", false},
    {"N_2", NULL, "spheres in the second box", "N_2", "", false},
    {"density_1", NULL, "number density", "ρ_1", "1/σ^{d}", false},
    {"density_2", NULL, "number density", "ρ_2", "1/σ^{d}", false},
    {"energy_1", NULL, "energy per particle", "E_1/N_1", "ε", false},
    {"energy_2", NULL, "energy per particle", "E_2/N_2", "ε", false},
    {"pressure_1", NULL, "pressure", "P_1", "ε/σ^{d}", false},
    {"pressure_2", NULL, "pressure", "P_2", "ε/σ^{d}", false},
    {"mu_1", NULL, "chemical potential", "μ_1", "ε", false},
    {"mu_2", NULL, "chemical potential", "μ_2", "ε", false},
    {"tail_energy", NULL, "tail correction", "ΔE/N", "ε", false},
    {"tail_pressure", NULL, "tail correction", "ΔP", "ε/σ^{d}", false},
    {"acceptance_displace", NULL, "acceptance of displacements", "", "", false},
    {"acceptance_swap", NULL, "acceptance of swaps", "", "", false},
    {"acceptance_volume", NULL, "acceptance of volume moves", "", "", false},
    {"acceptance_hmc", NULL, "acceptance of HMC", "", "", false},
    {"acceptance_*", NULL, "acceptance of %s", "", "", false},
    /* watches */
    {"T_configurational", NULL, "configurational temperature", "T_{conf}", "ε", false},
    {"Q6", NULL, "global bond order", "Q_6", "", false},
    {"q6", NULL, "local bond order", "q_6", "", false},
    {"psi6", NULL, "hexatic order", "|ψ_6|", "", false},
    {"demixing", NULL, "largest partial structure factor", "S_{aa}(k_{min})", "", false},
    {"stress", NULL, "shear stress", "Σ", "ε/σ^{d}", false},
    {"stress_*", NULL, "stress", "Σ_{%s}", "ε/σ^{d}", false},
    {"strain", NULL, "strain", "γ", "", false},
    {"gradient_noise", NULL, "gradient noise", "", "", true},
    {"gradient_square", NULL, "squared gradient", "|∇L|^2", "", true},
    {"noise_temperature", NULL, "noise temperature", "T_{noise}", "", true},
    {"distance", NULL, "distance", "d", "", false},
    {"highest", NULL, "highest loss on the path", "", "", false},
    {"centre", NULL, "loss at the centre", "", "", false},
    /* two times; `_2` marks a group of items */
    {"fs", network, "self scattering", "F_s(t_w, t_w + t)", "", false},
    {"fs", NULL, "self scattering", "F_s(k, t)", "", false},
    {"fs_*", NULL, "self scattering", "F_s^{(%s)}(k, t)", "", false},
    {"overlap", network, "self overlap", "Q(t_w, t_w + t)", "", false},
    {"overlap", NULL, "self overlap", "Q(t)", "", false},
    {"overlap_*", NULL, "self overlap", "Q^{(%s)}(t)", "", false},
    {"msd", network, "mean-sq. displacement", "⟨Δw^2⟩", "", true},
    {"msd", NULL, "mean-sq. displacement", "⟨Δr^2(t)⟩", "σ^2", true},
    {"msd_*", network, "mean-sq. displacement", "⟨Δw^2⟩^{(%s)}", "", true},
    {"msd_*", NULL, "mean-sq. displacement", "⟨Δr^2(t)⟩^{(%s)}", "σ^2", true},
    {"norm", NULL, "norm", "|x|", "", false},
    {"norm_*", NULL, "norm", "|x|^{(%s)}", "", false},
    {"collective", NULL, "collective overlap", "Q_c(t)", "", false},
    {"collective_*", NULL, "collective overlap", "Q_c^{(%s)}(t)", "", false},
    {"cosine", NULL, "cosine", "cos(t_w, t_w + t)", "", false},
    {"alpha2", NULL, "non-Gaussian parameter", "α_2(t)", "", false},
    {"alpha2_*", NULL, "non-Gaussian parameter", "α_2^{(%s)}(t)", "", false},
    {"chi4", NULL, "four-point susceptibility", "χ_4(t)", "", false},
    {"diameter", NULL, "autocorrelation of diameters", "C_σ(t)", "", false},
    {"bonds", NULL, "bonds that last", "C_B(t)", "", false},
    {"tau", NULL, "relaxation time", "τ", "t", true},
    {"cage_fs", NULL, "cage-relative scattering", "F_s^{CR}(k, t)", "", false},
    {"cage_msd", NULL, "cage-relative displacement", "⟨Δr^2⟩_{CR}", "σ^2", true},
    {"coherent", NULL, "collective scattering", "F(k, t) / S(k)", "", false},
    {"F", NULL, "collective scattering", "F(k, t)", "", false},
    /* spins */
    {"correlation", NULL, "correlation", "C(t_w + t, t_w)", "", false},
    {"displacement", NULL, "displacement", "2 (1 - C)", "", true},
    {"response", NULL, "response", "R(t_w + t, t_w)", "", true},
    {"multiplier", NULL, "multiplier of the sphere", "μ", "", false},
    {"magnetisation", NULL, "magnetisation", "m", "", false},
    {"planted_overlap", NULL, "overlap with the planted state", "m", "", false},
    {"overlap_square", NULL, "squared overlap", "⟨q^2⟩", "", false},
    {"overlap_fourth", NULL, "fourth moment of the overlap", "⟨q^4⟩", "", false},
    {"overlap_wave", NULL, "overlap at the longest wave", "⟨|q(k)|^2⟩", "", false},
    {"link_overlap", NULL, "link overlap", "q_l", "", false},
    {"cut", NULL, "largest cut so far", "", "", false},
    /* ladders and populations */
    {"round_trips", NULL, "round trips of the ladder", "", "", false},
    {"rate_*", NULL, "exchange rate of rungs %s", "", "", false},
    {"at_*", NULL, "configuration at rung %s", "", "", false},
    {"error", NULL, "error of the energy", "δE", "ε", true},
    {"heat_capacity", NULL, "heat capacity per particle", "c_V", "k_B", false},
    {"ln_Z", NULL, "free energy", "ln Z(T) / Z(T_{high})", "", false},
    {"ln_Z_error", NULL, "error of ln Z", "", "", true},
    {"families", NULL, "families left", "", "", true},
    {"rho", NULL, "mean family size", "ρ_t", "", true},
    /* structure */
    {"r", NULL, "distance", "r", "σ", false},
    {"g", NULL, "pair correlation", "g(r)", "", false},
    {"g_*", NULL, "pair correlation", "g_{%s}(r)", "", false},
    {"G4", NULL, "four-point correlation", "G_4(r)", "", true},
    {"k", NULL, "wave number", "k", "1/σ", false},
    {"S", NULL, "structure factor", "S(k)", "", false},
    {"S_*", NULL, "structure factor", "S_{%s}(k)", "", false},
    {"s_*", NULL, "structure factor", "S_{%s}(k)", "", false},
    {"frames", NULL, "frames", "", "", false},
    /* inherent structures and normal modes */
    {"e_IS", NULL, "inherent-structure energy", "e_{IS}", "ε", false},
    {"force", NULL, "largest force", "max |F|", "ε/σ", true},
    {"slopes", NULL, "evaluations of forces", "", "", false},
    {"number", NULL, "mode", "", "", false},
    {"frequency", NULL, "frequency", "ω", "", false},
    {"eigenvalue", NULL, "eigenvalue", "ω^2", "ε/σ^2", false},
    {"D", NULL, "density of states", "D(ω)", "", false},
    {"participation", NULL, "participation ratio", "p(ω)", "", false},
    {"G_*", NULL, "shear modulus", "G_{%s}", "ε/σ^{d}", false},
    {"B", NULL, "bulk modulus", "B", "ε/σ^{d}", false},
    {"born_*", NULL, "Born modulus", "%s", "ε/σ^{d}", false},
    {"nonaffine_*", NULL, "non-affine modulus", "%s", "ε/σ^{d}", false},
    {"residual", NULL, "residual", "", "", true},
    {"modes", NULL, "modes in a bin", "", "", false},
    /* swaps and acceptance */
    {"from", NULL, "from", "", "", false},
    {"to", NULL, "to", "", "", false},
    {"tried", NULL, "trials", "", "", true},
    {"accepted", NULL, "accepted trials", "", "", true},
    {"size", NULL, "diameter", "σ_i", "σ", false},
    {NULL, NULL, NULL, NULL, NULL, false},
};

/* What follows the beginning of a pattern "g_*" in a column; NULL: no match. */
static const char *rest_of(const char *pattern, const char *column)
{
    const char *const star = strchr(pattern, '*');
    if (!star) return strcmp(pattern, column) == 0 ? "" : NULL;
    const size_t n = (size_t)(star - pattern);
    return strncmp(pattern, column, n) == 0 && column[n] ? column + n : NULL;
}

const struct column_symbol *column_symbol_find(const char *column, const char *system)
{
    const struct column_symbol *pattern = NULL;
    for (const struct column_symbol *s = column_symbols; s->column; s++) {
        if (!rest_of(s->column, column)) continue;
        if (s->system && (!system || strcmp(s->system, system) != 0)) continue;
        if (!strchr(s->column, '*')) return s;
        if (!pattern) pattern = s;
    }
    return pattern;
}

/* A text with the literal rest in place of %s. Free with base_free. */
static char *filled(const char *text, const char *rest)
{
    const char *const at = strstr(text, "%s");
    if (!at) return base_text("%s", text);
    char *const plain = base_text("%s", rest);
    for (char *c = plain; *c; c++)
        if (*c == '_') *c = c > plain && isdigit((unsigned char)c[-1]) ? '-' : ' ';
    char *const literal = plot_text_literal(plain), *const all =
                                                        base_text("%.*s%s%s", (int)(at - text),
                                                                  text, literal, at + 2);
    base_free(literal);
    base_free(plain);
    return all;
}

/* Name that the columns of a pattern share: that of the column without *, or of the pattern. */
static char *shared_name(const char *pattern, const char *system)
{
    char *const stem = base_text("%.*s", (int)strcspn(pattern, "*"), pattern);
    const struct column_symbol *s = column_symbol_find(stem, system);
    if (!s) s = column_symbol_find(pattern, system);
    base_free(stem);
    if (!s) return plot_text_literal(pattern);
    return base_text("%.*s",
                     (int)(strstr(s->name, " %s") ? strstr(s->name, " %s") - s->name
                                                  : (ptrdiff_t)strlen(s->name)),
                     s->name);
}

char *column_symbol_label(const char *column, const char *system, const char *clocks)
{
    const struct column_symbol *const s = column_symbol_find(column, system);
    if (strchr(column, '*')) return shared_name(column, system);
    if (!s) return plot_text_literal(column);
    const char *const rest = rest_of(s->column, column), *const unit = strcmp(s->unit, "t") == 0
                                                                           ? clocks
                                                                           : s->unit;
    char *const name = filled(s->name, rest), *const symbol = filled(s->symbol, rest),
                *const all = base_text("%s%s%s%s%s%s", name, *symbol ? "  " : "", symbol,
                                       *unit ? "  [" : "", unit, *unit ? "]" : "");
    base_free(name);
    base_free(symbol);
    return all;
}

char *column_symbol_short(const char *column, const char *system)
{
    const struct column_symbol *const s = column_symbol_find(column, system);
    return s ? filled(*s->symbol ? s->symbol : s->name, rest_of(s->column, column))
             : plot_text_literal(column);
}
