# What is given on the command line or in the environment is data. A name that becomes a target, or a word of a command
# (WORDS), is refused where it holds what make or a shell would read as more than a name.
ifneq ($(origin WORDS),file)
override WORDS := BIN OUT DATA GREY
endif
open      := (
close     := )
quote     := '
,         := ,
space     := $(subst ,, )
define newline


endef
SPECIAL   := ; & | ` $$ ' " \ < > * ? [ ] { } ! ~ ^ % = $(,) $(open) $(close) \#
given      = $(filter command environment,$(firstword $(origin $1)))
blanks     = $(if $(findstring $(newline),$(value $1)),newline) $(if $(findstring $(space),$(value $1)),space)
holds      = $(strip $(foreach c,$(SPECIAL),$(findstring $c,$(value $1))) $(call blanks,$1))
$(foreach v,$(WORDS),$(if $(call given,$v),$(if $(call holds,$v),\
    $(error $v=$(subst $(newline),?,$(value $v)): must hold only letters, digits and / . _ - + @ :))))

# The folder of the data sets may have any name: neither make nor a shell expands it.
ifneq ($(origin SWAPGLASS_DATA),undefined)
override SWAPGLASS_DATA := $(value SWAPGLASS_DATA)
export SWAPGLASS_DATA
endif
# $(call has,SET): is it there
has        = $(shell [ -e '$(subst $(quote),'\'',$(SWAPGLASS_DATA))/$1' ] && echo yes)
