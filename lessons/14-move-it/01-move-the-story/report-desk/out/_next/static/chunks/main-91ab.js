(self.__chunks=self.__chunks||[]).push([["main"],{}]);
